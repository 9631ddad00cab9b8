import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dump, load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { up } from './up.ts';
import type { UpReport } from './up-report.ts';

const folder = fileURLToPath(new URL('./labs/', import.meta.url));
const expectedOf = (name: string): unknown => JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8'));
const labs = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length));

async function bringUp(path: string): Promise<UpReport> {
  const { report, close } = await up(path, {
    keep: false,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  await close();
  return report;
}

/** The lab with its keys, nodes, pools and apps the other way round. */
const reversed = (lab: Record<string, unknown>): Record<string, unknown> => {
  const addresses = lab.addresses as { pools: unknown[] };
  const turned = {
    ...lab,
    nodes: (lab.nodes as unknown[]).toReversed(),
    apps: (lab.apps as unknown[]).toReversed(),
    addresses: { pools: addresses.pools.toReversed() },
  };
  return Object.fromEntries(Object.entries(turned).reverse());
};

/** What a person would tell of a platform that is up. */
const tell = ({ addresses, routes, certificates }: UpReport) => ({
  addresses: addresses.map(
    (row) => `${row.ip} ${row.service} of ${row.pool}: ${[row.node, ...row.failover].join(', ')}`,
  ),
  routes: routes.map((row) => `${row.address} ${row.client} ${row.from} ${row.url} → ${row.observed}`),
  certificates: certificates.map((row) => `${row.secret} by ${row.issuer}: ${row.dnsNames.join(', ')}`),
});

describe('labs of every shape', () => {
  test.each(labs)('%s is proven, with its addresses, answers and certificates', async (name) => {
    const report = await bringUp(`${folder}${name}.yaml`);
    expect(report.findings.filter(({ severity, code }) => severity !== 'warning' && code !== 'secret-by-hand')).toEqual(
      [],
    );
    expect(tell(report)).toEqual(expectedOf(name));
    expect(report.proven).toBe(true);
  });

  test('a token that is kept encrypted in the repository is read from the folder beside the lab', async () => {
    const { proven, findings, certificates } = await bringUp(`${folder}sops`);
    expect(findings).toMatchObject([{ code: 'secret-by-hand', object: 'Secret/flux-system/sops-age' }]);
    expect(certificates).toMatchObject([
      { secret: 'traefik/wildcard-tls', issuer: 'letsencrypt-staging', ready: true },
    ]);
    expect(proven).toBe(true);
  });

  test('a Secret that is made by hand is named, with how it is made, and stops no proof', async () => {
    const { proven, findings } = await bringUp(`${folder}dns01-staging.yaml`);
    expect(findings).toMatchObject([
      {
        code: 'secret-by-hand',
        severity: 'info',
        object: 'Secret/cert-manager/cloudflare-api-token',
        message: expect.stringContaining('is taken to be there under the key api-token'),
        hint: expect.stringContaining(
          'kubectl -n cert-manager create secret generic cloudflare-api-token --from-literal=api-token="$',
        ),
      },
    ]);
    expect(proven).toBe(true);
  });

  test('the images behind what requests reach are named, and whether they are known', async () => {
    expect((await bringUp(`${folder}single-node.yaml`)).standIns).toEqual([
      { service: 'hello/hello', image: 'docker.io/traefik/whoami:v1.11.0', known: true },
    ]);
  });

  test('written in another order is the same platform', async () => {
    const swapped = join(mkdtempSync(join(tmpdir(), 'gatehouse-labs-')), 'lab.yaml');
    const lab = load(readFileSync(`${folder}apps.yaml`, 'utf8')) as Record<string, unknown>;
    writeFileSync(swapped, dump(reversed(lab)));
    const [written, other] = [await bringUp(`${folder}apps.yaml`), await bringUp(swapped)];
    const told = ({ wallMs: _, findings, ...report }: UpReport) => ({
      ...report,
      codes: findings.map(({ code }) => code),
    });
    expect(told(other)).toEqual(told(written));
  });

  test('twice gives the same report but for the time it took', async () => {
    const [first, second] = [await bringUp(`${folder}apps.yaml`), await bringUp(`${folder}apps.yaml`)];
    expect({ ...first, wallMs: 0 }).toEqual({ ...second, wallMs: 0 });
  });
});
