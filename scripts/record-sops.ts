// Has sops (on PATH) encrypt the files under src/sops/cases, and decrypt what we encrypt of them: `node scripts/run.mjs scripts/record-sops.ts`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readIdentities, recipientOf } from '../src/sops/age.ts';
import { encryptYaml } from '../src/sops/encrypt.ts';
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
const sops = (...args: readonly string[]): string =>
  execFileSync('sops', args, { env, encoding: 'utf8', stdio: 'pipe' });

const cases: Record<string, unknown>[] = [];
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort()) {
  for (const [way, selection, macOnlyEncrypted = false] of ways) {
    const plain = readFileSync(join(folder, file), 'utf8');
    const [[option, value] = ['', '']] = Object.entries(selection);
    const rule = { age: recipients.join(','), [option]: value, mac_only_encrypted: macOnlyEncrypted };
    const rules = join(place, 'rules.yaml');
    writeFileSync(rules, JSON.stringify({ creation_rules: [rule] }));
    const bySops = sops('--config', rules, 'encrypt', join(folder, file));
    const byUs = await encryptYaml(plain, { recipients, selection, macOnlyEncrypted, now: Date.UTC(2026, 0, 1) });
    writeFileSync(join(place, 'by-us.yaml'), byUs);
    writeFileSync(join(place, 'by-sops.yaml'), bySops);
    const [clearBySops, clearOfOurs] = ['by-sops', 'by-us'].map((name) => {
      try {
        return sops('decrypt', join(place, `${name}.yaml`));
      } catch (thrown) {
        return `refused: ${(thrown as { stderr: string }).stderr.split('\n')[0]?.replace(/\. File has .*/, '')}`;
      }
    });
    cases.push({ file, way, selection, macOnlyEncrypted, bySops, clearBySops, byUs, clearOfOurs });
  }
}
rmSync(place, { recursive: true });
writeFileSync(join(folder, 'recorded.json'), `${JSON.stringify(cases, undefined, 1)}\n`);
