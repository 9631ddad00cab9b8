import { compileGoRegexp, matchesGoRegexp } from '../core/go-regexp.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { defaultSelection, type Selection, selectionNames } from './selection.ts';
import { SopsError } from './sops-error.ts';

/** The file that says how files are encrypted; files called otherwise are passed over (sops/config/config.go). */
export const rulesFile = '.sops.yaml';

/** One of the creation rules. */
export interface CreationRule {
  /** Go regular expression, sought in the path relative to the file of the rules; undefined matches every path. */
  readonly pathRegex?: string;
  readonly recipients: readonly string[];
  readonly selection: Selection;
  readonly macOnlyEncrypted: boolean;
  /** What the rule asks for that is not known here: other kinds of keys, several key groups. */
  readonly notKnown: readonly string[];
}

const otherKeys = ['kms', 'gcp_kms', 'hckms', 'azure_keyvault', 'hc_vault_transit_uri', 'hc_vault', 'pgp'];
const commentChoices = ['encrypted_comment_regex', 'unencrypted_comment_regex'];

/** The creation rules of a `.sops.yaml`, in their order. Throws {@link SopsError} for what sops refuses as well. */
export function readCreationRules(text: string, file: string): readonly CreationRule[] {
  const { documents, findings } = readDocuments(text, file);
  const broken = findings.find(({ severity }) => severity === 'error');
  if (broken) throw new SopsError(`${file}: line ${broken.line ?? 1} is no YAML`);
  const value = documents[0]?.value;
  const rules = isJsonObject(value) && Array.isArray(value.creation_rules) ? (value.creation_rules as Json[]) : [];
  return rules.filter(isJsonObject).map((rule) => readRule(rule, file));
}

/** The first rule that matches a path; undefined when none does (sops/config/config.go parseCreationRuleForFile). */
export const ruleFor = (rules: readonly CreationRule[], path: string): CreationRule | undefined =>
  rules.find(({ pathRegex }) => pathRegex === undefined || matchesGoRegexp(pathRegex, path) === true);

function readRule(rule: JsonObject, file: string): CreationRule {
  const pathRegex = typeof rule.path_regex === 'string' && rule.path_regex !== '' ? rule.path_regex : undefined;
  if (pathRegex !== undefined) {
    const compiled = compileGoRegexp(pathRegex);
    if ('problem' in compiled) throw new SopsError(`${file}: path_regex ${pathRegex}: ${compiled.problem}`);
  }
  const chosen = [...selectionNames, ...commentChoices].filter((name) => isText(rule[name]));
  if (chosen.length > 1)
    throw new SopsError(`${file}: one rule says both ${chosen.join(' and ')}: sops takes at most one of them`);
  const groups = (Array.isArray(rule.key_groups) ? (rule.key_groups as Json[]) : []).filter(isJsonObject);
  const keys = groups.length > 0 ? groups : [rule];
  const name = selectionNames.find((choice) => choice === chosen[0]);
  return {
    ...(pathRegex !== undefined && { pathRegex }),
    recipients: [...new Set(keys.flatMap(recipientsOf))],
    selection: name ? { [name]: String(rule[name]) } : defaultSelection,
    macOnlyEncrypted: rule.mac_only_encrypted === true,
    notKnown: [
      ...(groups.length > 1 ? ['several key_groups'] : []),
      ...otherKeys.filter((kind) => keys.some((key) => isFilled(key[kind]))),
      ...chosen.filter((choice) => commentChoices.includes(choice)),
    ],
  };
}

const isText = (value: Json | undefined): boolean => typeof value === 'string' && value !== '';
const isFilled = (value: Json | undefined): boolean => isText(value) || (Array.isArray(value) && value.length > 0);

/** A group may take in others; a text holds several recipients with commas (sops/config/config.go parseKeyField). */
function recipientsOf(group: JsonObject): readonly string[] {
  const merged = (Array.isArray(group.merge) ? (group.merge as Json[]) : []).filter(isJsonObject).flatMap(recipientsOf);
  const texts = Array.isArray(group.age) ? (group.age as Json[]) : [group.age ?? ''];
  return [...merged, ...texts.flatMap((text) => String(text).split(','))].map((text) => text.trim()).filter(Boolean);
}

/** Text of a `.sops.yaml`: of files that end in `.sops.yaml` what Kubernetes does not have to read, of `.sops.json`, `.sops.env` and others all. */
export const writeCreationRules = (
  recipients: readonly string[],
): string => `# How sops and gatehouse secrets encrypt files: the first rule whose path_regex is found in a path says how.
creation_rules:
  # Of a Secret only the values: kustomize must read its apiVersion, kind and metadata.
  - path_regex: \\.sops\\.ya?ml$
    encrypted_regex: ^(data|stringData)$
    age: ${recipients.join(',')}
  # Of any other file everything.
  - path_regex: \\.sops\\.[^./]+$
    age: ${recipients.join(',')}
`;
