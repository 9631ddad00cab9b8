import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { trace } from './trace.ts';
import { up } from './up.ts';

const lab = `
name: home
domain: home.example.org
network: { cidr: 192.168.1.0/24, gateway: 192.168.1.1, dhcp: 192.168.1.2-192.168.1.9 }
nodes:
  - { name: cp, address: 192.168.1.10, role: control-plane }
  - { name: w1, address: 192.168.1.11 }
ingress:
  address: 192.168.1.240
  acme: { resolver: letsencrypt, email: me@home.example.org, volume: { local-path: 128Mi } }
apps:
  - { name: whoami, image: 'docker.io/traefik/whoami:v1.11.0', port: 80 }
  - { name: paint, image: 'docker.io/traefik/whoami:v1.11.0', port: 80, route: Ingress }
`;

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-acme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a gate that asks for certificates itself', () => {
  const file = join(folder, 'lab.yaml');
  writeFileSync(file, lab);

  test('shows each host one for its name, and says that the authority is taken for granted', async () => {
    const { report, close } = await up(file, {
      keep: false,
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    await close();
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('proven');
    const answers = report.routes
      .filter(({ url }) => url.startsWith('https:'))
      .map(({ url, observed }) => `${url} ${observed}`);
    expect(answers).toEqual([
      'https://192.168.1.240/ 404',
      'https://paint.home.example.org/ 200 paint/paint',
      'https://whoami.home.example.org/ 200 whoami/whoami',
    ]);
    expect(report.assumptions.map(({ id }) => id)).toContain('traefik-acme-succeeds');
  });

  test.each(['whoami', 'paint'])('is traced to the resolver of %s', async (app) => {
    const { outcome, hops } = await trace(`https://${app}.home.example.org/`, file, { from: '192.168.1.77' });
    expect(outcome).toMatchObject({ status: 200, certificate: 'resolver letsencrypt' });
    expect(hops.find(({ at }) => at === 'certificate')?.reason).toContain('taken for granted');
  });

  test('has none for a name that no route has', async () => {
    const { outcome } = await trace('https://other.home.example.org/', file, { from: '192.168.1.77' });
    expect(outcome).toMatchObject({ status: 404, certificate: 'TRAEFIK DEFAULT CERT' });
  });
});
