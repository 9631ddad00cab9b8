import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createIdentity } from '../sops/age.ts';
import { encryptYaml } from '../sops/encrypt.ts';
import { up } from './up.ts';

const secret =
  'apiVersion: v1\nkind: Secret\nmetadata:\n  name: cloudflare-api-token\n  namespace: cert-manager\nstringData:\n  api-token: hunter2\n';

const layouts = {
  'controllers-configs': 'infra/config/cert-manager/cloudflare.sops.yaml',
  plain: 'cert-manager/config/cloudflare.sops.yaml',
};

/** Brings the lab with an encrypted token up with the key of the file, or with another one. */
async function upWith(which: 'own' | 'other', layout: keyof typeof layouts = 'controllers-configs') {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-decrypts-'));
  const lab = readFileSync(join(import.meta.dirname, 'labs/sops/lab.yaml'), 'utf8')
    .replace('platform.git }', `platform.git, layout: ${layout} }`)
    .replace(layouts['controllers-configs'], layouts[layout]);
  writeFileSync(join(folder, 'lab.yaml'), lab);
  const own = await createIdentity();
  const other = await createIdentity();
  const file = join(folder, 'repository', layouts[layout]);
  mkdirSync(dirname(file), { recursive: true });
  const selection = { encrypted_regex: '^(data|stringData)$' };
  writeFileSync(file, await encryptYaml(secret, { recipients: [own.recipient], selection, now: 0 }));
  const ageKey = join(folder, 'keys.txt');
  writeFileSync(ageKey, which === 'own' ? own.identity : other.identity);
  const { signal } = new AbortController();
  const { report, close } = await up(join(folder, 'lab.yaml'), {
    ageKey,
    keep: false,
    onProgress: () => undefined,
    signal,
  });
  await close();
  return report;
}

describe('up with an age key', () => {
  test('applies what the key decrypts, and takes no key for there', async () => {
    const report = await upWith('own');
    expect(report.findings.filter(({ object }) => object?.includes('sops-age'))).toEqual([]);
    const stage = report.convergence.find(({ name }) => name.endsWith('cert-manager-infra-config'));
    expect(stage?.readyAt).toBeGreaterThan(0);
    expect(JSON.stringify(report)).not.toContain('hunter2');
    expect(report.assumptions.map(({ id }) => id)).not.toContain('sops-decryption-succeeds');
  });

  test('is refuted by a key that opens nothing, with the message of Flux', async () => {
    const report = await upWith('other');
    expect(report.verdict).toBe('refuted');
    expect(JSON.stringify(report)).toContain('Failed to get the data key required to decrypt the SOPS file.');
    expect(JSON.stringify(report)).not.toContain('AGE-SECRET-KEY');
  });

  test('decrypts in the layout plain as sops does between two commands', async () => {
    const report = await upWith('own', 'plain');
    expect(report).toMatchObject({ findings: [], verdict: 'proven' });
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  test('stops in the layout plain at the file that the key does not open', async () => {
    const { findings, verdict } = await upWith('other', 'plain');
    expect(verdict).toBe('refuted');
    expect(findings.filter(({ code }) => code === 'step-failed')).toMatchObject([
      {
        code: 'step-failed',
        message: expect.stringContaining('sops --decrypt cert-manager/config/cloudflare.sops.yaml'),
      },
    ]);
    expect(JSON.stringify(findings)).toContain('no key at hand opens it');
  });
});
