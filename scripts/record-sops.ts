// Has sops (on PATH) encrypt the files under src/sops/cases, and decrypt what we encrypt of them; has age (on PATH) open what we encrypt:
// `node scripts/run.mjs scripts/record-sops.ts [FILE…]`. With files, what is recorded of others stays.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { createIdentity, readIdentities, recipientOf, wrapKey } from '../src/sops/age.ts';
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

const asked = process.argv.slice(2);

async function recordAll(files: readonly string[], into: string): Promise<void> {
  const path = join(folder, into);
  const before = JSON.parse(readFileSync(path, 'utf8')) as readonly { readonly file: string }[];
  const isKept = ({ file }: { readonly file: string }) => asked.length > 0 && !asked.includes(file);
  const cases: unknown[] = before.filter(isKept);
  for (const file of files.filter((each) => !isKept({ file: each })))
    for (const way of ways) cases.push(await record(file, way));
  writeFileSync(path, `${JSON.stringify(cases, undefined, 1)}\n`);
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

/** What age makes of a data key that we encrypted, with one identity of several. */
function openByAge(enc: string, identity: string): string {
  const [sealed, key] = ['sealed.age', 'identity.txt'].map((name) => join(place, name)) as [string, string];
  writeFileSync(sealed, enc);
  writeFileSync(key, `# made for a test\n${identity}\n`);
  return execFileSync('age', ['--decrypt', '--identity', key, sealed]).toString('hex');
}

/** Data keys for one new identity and for another, which age opens, and the recipient that age-keygen finds for it. */
async function recordAge(): Promise<void> {
  const files: unknown[] = [];
  for (const dataKey of [Buffer.alloc(32, 7), Buffer.alloc(32, 255)]) {
    const { identity, recipient } = await createIdentity();
    const wrapped = await wrapKey(dataKey, [recipients[0]!, recipient]);
    const enc = wrapped.find((each) => each.recipient === recipient)!.enc;
    const said = execFileSync('age-keygen', ['-y'], { input: identity, encoding: 'utf8' }).trim();
    files.push({ identity, recipient, recipientByAge: said, enc, opened: openByAge(enc, identity) });
  }
  const program = `age ${execFileSync('age', ['--version'], { encoding: 'utf8' }).trim()}`;
  writeFileSync(join(folder, 'recorded-age.json'), `${JSON.stringify({ program, files }, undefined, 1)}\n`);
}

if (asked.length === 0 || asked.includes('age')) await recordAge();
rmSync(place, { recursive: true });
