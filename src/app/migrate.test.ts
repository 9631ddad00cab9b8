import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import type { MigrateReport } from './migrate-report.ts';

/** A lab file of its own folder. */
function write(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'gatehouse-migrate-test-')), 'lab.yaml');
  writeFileSync(file, text);
  return file;
}

const play = (from: string, to: string): Promise<MigrateReport> =>
  migrate(write(from), write(to), { onProgress: () => undefined, signal: new AbortController().signal });

const stepsOf = ({ steps }: MigrateReport) => steps.map(({ id }) => id);
const downAt = ({ steps }: MigrateReport) => steps.filter(({ outages }) => outages.length > 0).map(({ id }) => id);

const example = (side: string): string => readFileSync(`examples/hostnetwork-migration/${side}/lab.yaml`, 'utf8');

const flux = `name: home
domain: home.example.org
repository: { url: https://git.example.org/lab/platform.git }
network: { cidr: 192.168.88.0/24, gateway: 192.168.88.1, dhcp: 192.168.88.100-192.168.88.200 }
nodes:
  - { name: one, address: 192.168.88.51, role: control-plane }
  - { name: two, address: 192.168.88.52 }
addresses:
  pools: [{ name: main, addresses: 192.168.88.60-192.168.88.69 }]
ingress: { address: 192.168.88.60 }
apps:
  - { name: hello, image: docker.io/traefik/whoami:v1.11.0, port: 80 }
  - { name: notes, image: docker.io/traefik/whoami:v1.11.0, port: 80, volumes: { /data: 1Gi } }
`;

describe('a gate that leaves the ports of its node', () => {
  test('is moved in steps of which each is proven, and clients miss it only while its pod changes', async () => {
    const report = await play(example('before'), example('after'));
    expect(report).toMatchObject({ verdict: 'proven', proven: true, missing: [], leftOver: [] });
    expect(stepsOf(report)).toEqual([
      'dhcp',
      'leases',
      'files',
      'metallb/controller',
      'metallb/config',
      'traefik/controller/between',
      'names',
      'traefik/controller',
    ]);
    expect(report.steps.every(({ proven }) => proven)).toBe(true);
    expect(downAt(report)).toEqual(['traefik/controller']);
    const [first, ...others] = report.atOnce;
    const longest = (rows: MigrateReport['downtime']) => Math.max(...rows.map(({ seconds }) => seconds));
    expect(longest(first!.outages)).toBeGreaterThan(5 * longest(report.downtime));
    expect(first).toMatchObject({ troubles: [], hazards: [expect.stringContaining('may be leased')] });
    expect(others).toEqual([
      expect.objectContaining({
        how: expect.stringContaining('no Recreate'),
        hazards: expect.arrayContaining([
          'open /data/acme.json: permission denied: user 0 has written it on traefik/traefik, and user 65532 is to read it',
        ]),
        troubles: [
          expect.objectContaining({
            reason: 'FailedAttachVolume',
            message: expect.stringMatching(
              /^Multi-Attach error for volume "\S+" Volume is already used by pod\(s\) traefik-/,
            ),
          }),
        ],
      }),
    ]);
  });
});

describe('a repository that Flux delivers', () => {
  test('moves pools and the gate to other addresses without anybody waiting', async () => {
    const to = flux.replace('192.168.88.60-192.168.88.69', '192.168.88.80-192.168.88.89').replace('.60 }', '.80 }');
    const report = await play(flux, to);
    expect(report).toMatchObject({ verdict: 'proven', missing: [], leftOver: [], downtime: [] });
    expect(stepsOf(report)).toEqual([
      'metallb/config/between',
      'traefik/controller/between',
      'names',
      'traefik/controller',
      'metallb/config',
    ]);
    expect(report.atOnce[0]!.outages.map(({ name, seconds }) => [name, seconds >= 300])).toContainEqual([
      'hello.home.example.org',
      true,
    ]);
  });

  test('says whose data goes with an app', async () => {
    const report = await play(flux, flux.replace(/^ {2}- \{ name: notes.*\n/m, ''));
    expect(report).toMatchObject({ verdict: 'proven', downtime: [], leftOver: [] });
    expect(report.steps.map(({ id, losses }) => [id, losses])).toEqual([
      ['apps/app:notes', [expect.stringMatching(/^the claim notes\/\S+ is gone, and its data with it/)]],
      ['names-gone', []],
    ]);
  });

  test('changes nothing where nothing is another', async () => {
    expect(await play(flux, flux)).toMatchObject({ verdict: 'nothing', proven: false, steps: [], atOnce: [] });
  });

  test('is refuted where names are not answered in the end', async () => {
    const report = await play(flux, flux.replace('.60 }', '.60, values: { service: { enabled: false } } }'));
    expect(report.verdict).toBe('refuted');
    expect(report.steps.at(-1)).toMatchObject({ id: 'traefik/controller', proven: false });
    expect(report.steps.at(-1)!.problem).toContain('is not answered');
  });
});

describe('the layout of a repository that Flux delivers', () => {
  const small = `name: home
repository: { url: https://git.example.org/lab/platform.git }
network: { cidr: 192.168.88.0/24 }
nodes: [{ name: one, address: 192.168.88.51, role: control-plane }]
apps:
  - { name: notes, image: docker.io/traefik/whoami:v1.11.0, port: 80, hosts: [], volumes: { /data: 1Gi } }
`;

  test('is changed without a stage that takes anything with it', async () => {
    const report = await play(small, small.replace('.git }', '.git, layout: clusters }'));
    expect(report).toMatchObject({ verdict: 'proven', missing: [], leftOver: [] });
    expect(report.steps.map(({ id, losses }) => [id, losses])).toEqual([
      ['layout-keep', []],
      ['layout', []],
      ['layout-prune', []],
    ]);
    expect(report.downtime).toEqual([]);
  });
});

describe('what delivers the repository', () => {
  const byHand = `name: home
repository: { url: https://git.example.org/lab/platform.git, layout: plain }
network: { cidr: 192.168.88.0/24 }
nodes: [{ name: one, address: 192.168.88.51, role: control-plane }]
addresses: { pools: [{ name: main, addresses: 192.168.88.60-192.168.88.69 }] }
apps:
  - { name: notes, image: docker.io/traefik/whoami:v1.11.0, port: 80, hosts: [], service: { type: LoadBalancer }, volumes: { /data: 1Gi } }
`;
  const byFlux = byHand.replace(', layout: plain', '');
  const [manifests, chart] = [byFlux.replace('pools:', 'install: manifest, pools:'), byFlux];
  const outcome = ({ verdict, missing, leftOver, steps }: MigrateReport) => {
    const { id, losses, todo } = steps.find((step) => step.id === 'delivery')!;
    return { verdict, missing, leftOver, id, losses, commands: todo.join('\n') };
  };
  const kept = { verdict: 'proven', missing: [], leftOver: [], losses: [] };

  test('is Flux from now on: it takes over what commands have installed', async () => {
    const report = await play(byHand, manifests);
    expect(outcome(report)).toMatchObject({ ...kept, commands: expect.stringMatching(/^.*\nflux install\n/) });
    expect(outcome(report).commands).not.toMatch(/delete|uninstall/);
    expect(report.downtime).toEqual([]);
  });

  test('takes over what is named otherwise only after the old is gone', async () => {
    const report = await play(byHand, chart);
    expect(outcome(report)).toMatchObject({
      ...kept,
      commands: expect.stringContaining('kubectl delete daemonset speaker'),
    });
    expect(outcome(report).commands).not.toMatch(/delete (namespace|customresourcedefinition|ipaddresspool)/);
  });

  test('is a person again: Flux goes and leaves what it has applied', async () => {
    const { commands, ...rest } = outcome(await play(chart, byHand));
    expect(rest).toMatchObject(kept);
    expect(commands).toContain('flux uninstall --silent');
    expect(commands).toContain('--selector owner=helm,name=metallb');
    expect(commands).toContain('kubectl apply --server-side --force-conflicts -k apps/notes');
  });
});

describe('machines', () => {
  test('join before anything runs on them, and leave when nothing does', async () => {
    const joined = flux.replace('addresses:\n', '  - { name: three, address: 192.168.88.53 }\naddresses:\n');
    const report = await play(flux.replace(', address: 192.168.88.52 }', ', address: 192.168.88.52 }'), joined);
    expect(report.verdict).toBe('proven');
    expect(stepsOf(report)).toContain('join-three');
    const old = `${joined}versions: { kubernetes: 1.35.2 }\n`;
    const left = await play(old, flux.replace('.88.52 }', '.88.52, labels: { disk: fast } }'));
    expect(left.verdict).toBe('proven');
    expect(stepsOf(left)).toEqual(['files', 'upgrade-k3s-one', 'upgrade-k3s-two', 'mark-two', 'leave-three']);
    expect(left.steps.find(({ id }) => id === 'leave-three')!.todo[0]).toContain('kubectl drain three');
  });
});
