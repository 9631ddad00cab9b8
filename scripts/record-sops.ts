// Has sops (on PATH) encrypt the files under src/sops/cases, and decrypt what we encrypt of them: `node scripts/run.mjs scripts/record-sops.ts`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { readIdentities, recipientOf } from '../src/sops/age.ts';
import { encodingOf, encryptText } from '../src/sops/formats.ts';
import { defaultSelection, type Selection } from '../src/sops/selection.ts';

const folder = 'src/sops/cases';
const ways: readonly (readonly [name: string, selection: Selection, macOnlyEncrypted?: boolean])[] = [
  ['default', defaultSelection],
  ['encrypted-regex', { encrypted_regex: '^(data|stringData|b|c|text|list)$' }],
  ['unencrypted-regex', { unencrypted_regex: '^(apiVersion|kind|metadata|[abn].*)$' }],
  ['encrypted-suffix', { encrypted_suffix: 't' }],
  ['unencrypted-suffix', { unencrypted_suffix: 'a' }],
  ['mac-only-encrypted', { encrypted_regex: '^(data|stringData|b|text|list)$' }, true],
];

async function identity(file: string): Promise<string> {
  return readIdentities(readFileSync(join(folder, file), 'utf8'), file)[0]!;
}

const recipients = await Promise.all([
  recipientOf(await identity('other-key.txt')),
  recipientOf(await identity('key.txt')),
]);
const place = mkdtempSync(join(tmpdir(), 'record-sops-'));
const env = { ...process.env, SOPS_AGE_KEY_FILE: join(folder, 'key.txt') };
const sops = (...args: readonly string[]): Buffer => execFileSync('sops', args, { env, stdio: 'pipe' });

/** What sops makes of a file in one way, and of what we make of it. Files that are no text are told in base64. */
async function record(file: string, [way, selection, macOnlyEncrypted = false]: (typeof ways)[number]) {
  const encoding = encodingOf(file);
  const plain = readFileSync(join(folder, file), encoding);
  const [[option, value] = ['', '']] = Object.entries(selection);
  const rule = { age: recipients.join(','), [option]: value, mac_only_encrypted: macOnlyEncrypted };
  const rules = join(place, 'rules.yaml');
  writeFileSync(rules, JSON.stringify({ creation_rules: [rule] }));
  const bySops = sops('--config', rules, 'encrypt', join(folder, file)).toString('utf8');
  const now = Date.UTC(2026, 0, 1);
  const byUs = await encryptText(file, plain, { recipients, selection, macOnlyEncrypted, now });
  const [clearBySops, clearOfOurs] = [bySops, byUs].map((text) => {
    const sealed = join(place, `sealed${extname(file)}`);
    writeFileSync(sealed, text);
    try {
      return sops('decrypt', sealed).toString(encoding === 'latin1' ? 'base64' : 'utf8');
    } catch (thrown) {
      return `refused: ${String((thrown as { stderr: Buffer }).stderr)
        .split('\n')[0]
        ?.replace(/\. File has .*/, '')}`;
    }
  });
  return { file, way, selection, macOnlyEncrypted, bySops, clearBySops, byUs, clearOfOurs };
}

async function recordAll(files: readonly string[], into: string): Promise<void> {
  const cases: Record<string, unknown>[] = [];
  for (const file of files) for (const way of ways) cases.push(await record(file, way));
  writeFileSync(join(folder, into), `${JSON.stringify(cases, undefined, 1)}\n`);
}

const inOrder = (path: string): readonly string[] => readdirSync(join(folder, path)).sort();
await recordAll(
  inOrder('.').filter((name) => name.endsWith('.yaml')),
  'recorded.json',
);
await recordAll(
  inOrder('formats').map((name) => join('formats', name)),
  'recorded-formats.json',
);
rmSync(place, { recursive: true });
