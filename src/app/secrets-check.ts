import { resolve } from 'node:path';
import { compareFindings, type Finding, notKnown } from '../core/finding.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { readTreeInTurns } from '../repo/read-tree.ts';
import { type CreationRule, readCreationRules, ruleFor, rulesFile } from '../sops/creation-rules.ts';
import { MacError, NoKeyError } from '../sops/decrypt.ts';
import { decryptText, formatOf, isSealed, metadataIn } from '../sops/formats.ts';
import type { Metadata } from '../sops/metadata.ts';
import { SopsError } from '../sops/sops-error.ts';
import type { KeyOptions } from './secrets-change.ts';
import { gatherIdentities } from './secrets-keys.ts';

/** What `secrets check` found. */
export interface SecretsReport {
  readonly path: string;
  /** Encrypted files, of them those whose MAC holds. */
  readonly encrypted: number;
  readonly verified: number;
  readonly findings: readonly Finding[];
}

interface Judged {
  readonly file: string;
  readonly text: string;
  readonly rule: CreationRule | undefined;
  readonly identities: readonly string[];
}

/** Holds the files of a folder to its `.sops.yaml`: what must be encrypted is, for whom it says, and untouched since. */
export async function checkSecrets(folder: string, { env, key }: KeyOptions): Promise<SecretsReport> {
  const { tree, findings: read } = await readTreeInTurns(resolve(folder));
  const identities = await gatherIdentities(env, key);
  const rulesText = tree.get(rulesFile);
  const rules = rulesText === undefined ? [] : readCreationRules(rulesText, rulesFile);
  const findings: Finding[] = [...read.filter(({ severity }) => severity === 'unknown')];
  const counts = { encrypted: 0, verified: 0 };
  for (const [file, text] of tree) {
    if (file === rulesFile || !isLookedAt(file, text, rules)) continue;
    const found = await judge({ file, text, rule: ruleFor(rules, file), identities });
    counts.encrypted += found.encrypted ? 1 : 0;
    counts.verified += found.verified ? 1 : 0;
    findings.push(...found.findings);
  }
  return { path: folder, ...counts, findings: findings.sort(compareFindings) };
}

interface Judgement {
  readonly encrypted: boolean;
  readonly verified: boolean;
  readonly findings: readonly Finding[];
}

async function judge(judged: Judged): Promise<Judgement> {
  const { file, text, rule } = judged;
  if (!isSealed(file, text)) return { encrypted: false, verified: false, findings: clearFindings(file, text, rule) };
  try {
    const metadata = await metadataIn(file, text);
    if (!metadata) return { encrypted: false, verified: false, findings: clearFindings(file, text, rule) };
    const mac = await macFindings(judged, metadata);
    const verified = mac.length === 0;
    return { encrypted: true, verified, findings: [...mac, ...recipientFindings(file, metadata, rule)] };
  } catch (thrown) {
    if (!(thrown instanceof SopsError)) throw thrown;
    const findings = [unread(file, thrown)];
    return { encrypted: true, verified: false, findings };
  }
}

/** Whether the identities open a file, and its MAC holds; nothing of a file that is not encrypted. */
export async function judgeSealed(
  file: string,
  text: string,
  identities: readonly string[],
): Promise<readonly Finding[]> {
  if (file === rulesFile || !isSealed(file, text)) return [];
  const { findings } = await judge({ file, text, rule: undefined, identities });
  return findings.filter(({ code }) => code !== 'secret-in-clear');
}

/** YAML of any kind; of other files those that are encrypted, and those that a rule says are. */
const isLookedAt = (file: string, text: string, rules: readonly CreationRule[]): boolean =>
  formatOf(file) === 'yaml' || isSealed(file, text) || ruleFor(rules, file)?.pathRegex !== undefined;

const unread = (file: string, { message, hint }: SopsError): Finding =>
  notKnown({ code: 'encrypted-file-not-read', file, line: 1, message, knownBy: hint ?? 'a file that SOPS reads' });

/** What stands in clear: every value of a file for which a rule says by its path that it is encrypted, and Secrets anywhere. */
function clearFindings(file: string, text: string, rule: CreationRule | undefined): readonly Finding[] {
  const documents = formatOf(file) === 'yaml' ? readDocuments(text, file).documents : [];
  const secret = documents.find(({ value }) => isJsonObject(value) && isOpenSecret(value));
  if (rule?.pathRegex === undefined && !secret) return [];
  const covered = rule !== undefined;
  return [
    {
      code: covered ? 'secret-not-encrypted' : 'secret-in-clear',
      severity: 'error',
      file,
      line: 1,
      message: covered
        ? `${rulesFile} says how this file is encrypted, and it is not`
        : `a Secret stands here in clear, and no rule of ${rulesFile} covers the file`,
      why: 'what was pushed once stays in the history of the repository',
      hint: `gatehouse secrets encrypt ${file}; and change the values, if the file was ever pushed`,
    },
  ];
}

function isOpenSecret(object: JsonObject): boolean {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1') return false;
  const values = [object.data, object.stringData].flatMap((field) => (isJsonObject(field) ? Object.values(field) : []));
  return values.some((value) => typeof value === 'string' && value.trim() !== '' && !/^(?:ENC\[|\$\{)/.test(value));
}

async function macFindings(
  { file, text, identities }: Omit<Judged, 'rule'>,
  metadata: Metadata,
): Promise<readonly Finding[]> {
  if (metadata.mac === '') return [broken(file, 'the MAC was taken out of the file')];
  try {
    await decryptText(file, text, identities);
    return [];
  } catch (thrown) {
    if (thrown instanceof NoKeyError) {
      const message = `nobody verified the MAC: ${thrown.message}`;
      return [
        notKnown({
          code: 'secret-not-verified',
          file,
          line: 1,
          message,
          knownBy: 'the age key: --key FILE of secrets check, --age-key FILE of check, or SOPS_AGE_KEY_FILE',
        }),
      ];
    }
    if (thrown instanceof MacError) return [broken(file, thrown.message)];
    if (thrown instanceof SopsError) return [broken(file, thrown.message)];
    throw thrown;
  }
}

const broken = (file: string, message: string): Finding => ({
  code: 'secret-changed-in-place',
  severity: 'error',
  file,
  line: 1,
  message,
  why: 'sops refuses such a file; Flux does not look at the MAC, and would apply it (kustomize-controller internal/decryptor/decryptor.go)',
  hint: 'take the change back, then make it with gatehouse secrets edit',
});

function recipientFindings(file: string, { age }: Metadata, rule: CreationRule | undefined): readonly Finding[] {
  if (!rule || rule.notKnown.length > 0) return [];
  const has = new Set(age.map(({ recipient }) => recipient));
  const lacking = rule.recipients.filter((recipient) => !has.has(recipient));
  const surplus = [...has].filter((recipient) => !rule.recipients.includes(recipient));
  if (lacking.length === 0 && surplus.length === 0) return [];
  const parts = [
    ...(lacking.length > 0 ? [`not for ${lacking.join(', ')}`] : []),
    ...(surplus.length > 0 ? [`still for ${surplus.join(', ')}`] : []),
  ];
  return [
    {
      code: 'secret-recipients-differ',
      severity: 'error',
      file,
      line: 1,
      message: `the file is encrypted ${parts.join(' and ')}: ${rulesFile} says otherwise`,
      why: 'recipients are written into a file when it is encrypted; a change of the rules does not reach it',
      hint: `gatehouse secrets rotate ${file}`,
    },
  ];
}
