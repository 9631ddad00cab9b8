import { describe, expect, test } from 'vitest';
import { composeRepository } from '../compose/compose.ts';
import { compileGoRegexp } from '../core/go-regexp.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { layoutIds } from '../lab/lab-core.ts';
import { readRepository } from '../repo/repository.ts';
import { components } from './components.ts';
import { planned } from './compose-part.ts';
import { type LabInput, labDefinition } from './lab.ts';

type Extras = NonNullable<NonNullable<LabInput['repository']>['extras']>;
type Layout = (typeof layoutIds)[number];

const input: LabInput = {
  name: 'loft',
  domain: 'loft.example.org',
  network: { cidr: '10.0.0.0/24', trusted: ['10.0.0.0/16'], dhcp: ['10.0.0.100-10.0.0.199'] },
  nodes: [
    { name: 'n1', address: '10.0.0.2', role: 'control-plane' },
    { name: 'n2', address: '10.0.0.3' },
  ],
  ingress: { address: '10.0.0.60', dashboard: { address: '10.0.0.61', host: 'traefik' } },
  certificates: { issuer: { type: 'internal-ca' } },
  apps: [{ name: 'whoami', image: 'docker.io/traefik/whoami:v1.11.0', port: 80, access: 'lan' }],
};
const compose = (layout: Layout, extras: Extras = {}, more: Partial<LabInput> = {}) => {
  const repository = { layout, ...(layout !== 'plain' && { url: 'https://git.example.org/loft.git' }), extras };
  return composeRepository(planned(labDefinition.schema.parse({ ...input, ...more, repository })), components).tree;
};
const beside =
  /^(dns\/|\.github\/|\.gitea\/|\.forgejo\/|\.gitignore$|\.pre-commit-config\.yaml$|renovate\.json$|README\.md$)/;
const nothing: Extras = { readme: false, gitignore: false, renovate: false, preCommit: false, workflow: 'none' };

describe.each(layoutIds)('beside the manifests of the layout %s', (layout) => {
  test('stand files that no cluster applies', () => {
    const files = [...compose(layout).keys()].filter((path) => beside.test(path));
    expect(files).toEqual([
      '.github/workflows/gatehouse.yaml',
      '.gitignore',
      '.pre-commit-config.yaml',
      'README.md',
      'dns/loft.example.org.zone',
      'renovate.json',
    ]);
    const applied = readRepository(compose(layout)).objects.filter(({ origin }) => beside.test(origin?.file ?? ''));
    expect(applied).toEqual([]);
  });

  test('stands nothing that the lab leaves out; the guide lies where the layout has it', () => {
    const network = { ...input.network, dns: 'none' as const };
    const left = [...compose(layout, nothing, { network }).keys()].filter((path) => beside.test(path));
    expect(left).toEqual(layout === 'plain' ? ['README.md'] : []);
    const page = [...compose(layout, nothing)].find(([path]) => path.endsWith('README.md'));
    expect(page?.[1]).toContain('## Start');
    expect(page?.[1]).not.toContain('## Map');
  });
});

describe('the first page', () => {
  const page = compose('controllers-configs').get('README.md')!;

  test.each([
    ['the map', '| `k3s` | what goes onto the machines: the config of k3s for each |'],
    ['the start', 'flux bootstrap git --url=https://git.example.org/loft.git'],
    ['the address plan', '| 10.0.0.60 | the gate, from pool gate |'],
    ['DHCP in it', '| 10.0.0.100-10.0.0.199 | DHCP |'],
    ['who may enter', '| app whoami | whoami.loft.example.org | 10.0.0.0/24 | – |'],
    ['who may enter the dashboard', '| the dashboard | traefik.loft.example.org | 10.0.0.0/16 | – |'],
    ['the firewall of the nodes', '| all nodes | 8472/udp | all nodes | the network of the pods'],
    ['what speakers need', '| all nodes | 7946/udp | all nodes | MetalLB: which speakers are alive |'],
    ['what to do when a node dies', '### When a node dies'],
    ['how DNS is told', '`dns/loft.example.org.zone` is the zone'],
  ])('has %s', (_, text) => expect(page).toContain(text));

  test('speaks of the firewall before anything is started', () => {
    expect(page.indexOf('## Firewall of the nodes')).toBeLessThan(page.indexOf('## k3s'));
  });

  test('names ports of etcd only where there are several servers', () => {
    expect(page).not.toContain('2379-2380');
    const nodes = input.nodes.map((node) => ({ ...node, role: 'control-plane' as const }));
    expect(compose('plain', {}, { nodes }).get('README.md')).toContain(
      '| control planes | 2379-2380/tcp | control planes | etcd |',
    );
  });

  test('has other ports where Talos is what runs', () => {
    const text = compose('plain', {}, { distribution: 'talos' }).get('README.md')!;
    expect(text).toContain('| all nodes | 50000/tcp |');
    expect(text).not.toContain('8472');
  });
});

describe('renovate.json', () => {
  interface Manager {
    readonly managerFilePatterns: readonly string[];
    readonly matchStrings: readonly string[];
    readonly depNameTemplate?: string;
    readonly datasourceTemplate: string;
  }
  const managers = (tree: ReadonlyMap<string, string>): readonly Manager[] =>
    JSON.parse(tree.get('renovate.json')!).customManagers;
  /** What is found as Renovate does it: the first group that matches, of every expression in every file that the patterns name. */
  const found = (tree: ReadonlyMap<string, string>) =>
    managers(tree).flatMap(({ managerFilePatterns, matchStrings, depNameTemplate }) =>
      [...tree]
        .filter(([path]) => managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(path)))
        .flatMap(([, text]) => matchStrings.flatMap((match) => [...text.matchAll(new RegExp(match, 'g'))]))
        .map(({ groups }) => `${groups?.depName ?? depNameTemplate} ${groups?.currentValue}`),
    );
  const withLab = (tree: ReadonlyMap<string, string>, lab: string) => new Map([...tree, ['lab.yaml', lab]]);

  test.each(layoutIds)('has expressions that RE2 reads, in the layout %s', (layout) => {
    for (const { managerFilePatterns, matchStrings } of managers(compose(layout)))
      for (const pattern of [...managerFilePatterns.map((text) => text.slice(1, -1)), ...matchStrings])
        expect(compileGoRegexp(pattern), pattern).toHaveProperty('regexp');
  });

  test('finds every version that a lab may pin, however it is written', () => {
    const { versions } = labDefinition.schema.parse({ name: 'a', network: input.network, nodes: input.nodes });
    const whole = [
      compose(
        'plain',
        {},
        {
          distribution: { kind: 'k3s', api: { address: '10.0.0.9' } },
          metricsServer: {},
          reflector: {},
          storage: { longhorn: {} },
          machines: { proxmox: proxmox('bpg/proxmox') },
          login: { authelia: { host: 'auth', users: { file: 'users.yml' } } },
        },
      ),
      compose('clusters', {}, { distribution: 'talos', machines: { proxmox: proxmox('telmate/proxmox') } }),
    ];
    for (const form of [
      (field: string, value: string) => `versions:\n  ${field}: ${value}\n`,
      (field: string, value: string) => `versions: { ${field}: '${value}' }\n`,
    ])
      for (const [field, value] of Object.entries(versions)) {
        const all = whole.flatMap((tree) =>
          found(withLab(new Map([['renovate.json', tree.get('renovate.json')!]]), form(field, value))),
        );
        expect(all, field).toContainEqual(expect.stringMatching(new RegExp(` ${value.replace(/[.+]/g, '\\$&')}$`)));
      }
  });

  test('finds what is composed of them', () => {
    expect(found(compose('plain'))).toEqual(
      expect.arrayContaining([
        'k3s-io/k3s v1.36.3+k3s1',
        'metallb/metallb 0.16.1',
        'traefik 41.3.0',
        'cert-manager v1.21.1',
      ]),
    );
    expect(found(compose('controllers-configs'))).toContain('fluxcd/flux2 2.9.4');
    expect(found(compose('clusters'))).toContain('fluxcd/flux2 2.9.4');
  });

  test('finds images in the lab file', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const lab = `apps:\n  - { name: a, image: 'ghcr.io/me/a:1.2', port: 80 }\n  - name: b\n    image: localhost:5000/b:v3@${digest}\n  - image: nginx\n`;
    expect(found(withLab(new Map(compose('plain')), lab))).toEqual(
      expect.arrayContaining(['ghcr.io/me/a 1.2', 'localhost:5000/b v3']),
    );
  });

  test('has the flux manager read releases only where Flux does', () => {
    const config = (layout: Layout) => JSON.parse(compose(layout).get('renovate.json')!);
    expect(config('plain').flux).toBeUndefined();
    expect(config('clusters').flux.managerFilePatterns).toEqual(['/\\.ya?ml$/']);
  });

  const proxmox = (provider: 'bpg/proxmox' | 'telmate/proxmox') => ({
    ...{ endpoint: 'https://pve.lan:8006', provider, template: 'ubuntu', token: { env: 'TOKEN' } },
    ssh: { user: 'ops', keys: { file: '~/.ssh/id.pub' } },
  });
});

describe('the workflow', () => {
  test.each([
    ['github', '.github/workflows/gatehouse.yaml'],
    ['gitea', '.gitea/workflows/gatehouse.yaml'],
    ['forgejo', '.forgejo/workflows/gatehouse.yaml'],
  ] as const)(
    'of %s pins every action to a commit, has no rights to write, and runs what is there to run',
    (workflow, path) => {
      const text = compose('clusters', { workflow }).get(path)!;
      const { documents, findings } = readDocuments(text, path);
      expect(findings).toEqual([]);
      const { permissions, jobs } = documents[0]!.value as unknown as {
        permissions: object;
        jobs: { prove: { steps: readonly { uses?: string; run?: string }[] } };
      };
      expect(permissions).toEqual({ contents: 'read' });
      const uses = jobs.prove.steps.flatMap((step) => step.uses ?? []);
      expect(uses).toHaveLength(2);
      for (const action of uses) expect(action).toMatch(/@[0-9a-f]{40}$/);
      const runs = jobs.prove.steps.flatMap((step) => step.run ?? []).filter((run) => run.startsWith('gatehouse '));
      expect(runs).toEqual([
        'gatehouse secrets check .',
        'gatehouse render . --check',
        'gatehouse check .',
        // What differs is no failure: people are told of it.
        expect.stringMatching(/^gatehouse diff "\$BASE" \. --format markdown >> .* \|\| \[ \$\? -eq 1 \]$/),
        'gatehouse up .',
      ]);
    },
  );
});

test('Git takes no file in which a key or a state would stand, of the parts that the lab is made of', () => {
  const lines = (more: Partial<LabInput>) => compose('plain', {}, more).get('.gitignore')!.split('\n');
  expect(lines({})).toEqual(expect.arrayContaining(['kubeconfig', '*.agekey', 'join-token']));
  expect(lines({ distribution: 'talos' })).toEqual(expect.arrayContaining(['talosconfig', 'secrets.yaml', 'out/']));
  expect(lines({})).not.toContain('talosconfig');
});
