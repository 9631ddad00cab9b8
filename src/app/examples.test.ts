import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyStrictly, clientOfLines, unknownFields } from '../../test/strict.ts';
import { composeRepository } from '../compose/compose.ts';
import { readRepository } from '../repo/repository.ts';
import { components } from '../systems/components.ts';
import { planned } from '../systems/compose-part.ts';
import type { Lab } from '../systems/lab.ts';
import { readLabFile } from '../systems/lab-file.ts';
import { renderTree } from './render-tree.ts';
import { type UpResult, up } from './up.ts';
import type { UpReport } from './up-report.ts';

const examples = join(dirname(fileURLToPath(import.meta.url)), '../../examples');
const update = process.env.GATEHOUSE_UPDATE !== undefined;

async function exampleLab(name: string): Promise<Lab> {
  const { lab, findings } = await readLabFile(join(examples, name, 'lab.yaml'));
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return lab!;
}

function prove(name: string): Promise<UpResult> {
  const key = join(examples, name, 'key.txt');
  const { signal } = new AbortController();
  const ageKey = existsSync(key) ? { ageKey: key } : {};
  return up(join(examples, name), { keep: true, onProgress: () => undefined, signal, ...ageKey });
}

/** What the owner of each is to read there: the Services with their addresses, the answers, and what is said against it. */
const told: Readonly<Record<string, Pick<Told, 'addresses' | 'answers' | 'findings'>>> = {
  'k3s-homelab': {
    addresses: ['traefik/traefik 192.168.88.60', 'traefik/traefik-dashboard 192.168.88.61'],
    answers: ['https://hello.home.example.org/ 200 hello/hello'],
    findings: [],
  },
  'hostnetwork-migration/before': {
    addresses: [],
    answers: ['https://whoami.home.example.org/ 200 whoami/whoami'],
    findings: ['info default-class-twice'],
  },
  'hostnetwork-migration/after': {
    addresses: ['traefik/traefik 192.168.1.240'],
    answers: ['https://whoami.home.example.org/ 200 whoami/whoami'],
    findings: ['info default-class-twice'],
  },
  production: {
    addresses: ['traefik/traefik 192.168.5.50'],
    answers: [
      'https://auth.lab.example.org/ 200 authelia/authelia',
      'https://jellyfin.lab.example.org/ 200 media/jellyfin',
      'https://karakeep.lab.example.org/ 200 tools/karakeep',
      'https://whoami.lab.example.org/ 200 whoami/whoami',
      'https://longhorn.lab.example.org/ 200 longhorn-system/longhorn-frontend',
      'https://pve.lab.example.org/ 200 host-proxies/pve',
      'https://traefik.lab.example.org/dashboard/ 403',
    ],
    findings: ['warning quorum-on-one-host', 'warning control-plane-even'],
  },
  'talos-metallb': {
    addresses: ['default/hello 192.168.88.60'],
    answers: ['http://192.168.88.60/ 200 default/hello'],
    findings: [],
  },
  'talos-traefik': {
    addresses: ['ingress-system/traefik 192.168.88.60'],
    answers: ['http://hello1.home.arpa/ 200 default/hello1', 'http://192.168.88.60/ 404'],
    findings: [],
  },
};

interface Told {
  readonly verdict: string;
  readonly addresses: readonly string[];
  readonly answers: readonly string[];
  readonly findings: readonly string[];
}

const tellOf = ({ verdict, addresses, routes, findings }: UpReport): Told => ({
  verdict,
  addresses: addresses.map(({ service, ip }) => `${service} ${ip}`),
  answers: routes.map(({ url, observed }) => `${url} ${observed}`),
  findings: findings.map(({ severity, code }) => `${severity} ${code}`),
});

const labs = readdirSync(examples, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('/lab.yaml') && !path.startsWith('broken/') && !path.includes('/repository/'))
  .map((path) => path.slice(0, -'/lab.yaml'.length));

test('every lab among the examples is told of here', () => {
  expect(labs.sort()).toEqual(Object.keys(told).sort());
});

describe.each(labs)('%s', (name) => {
  // GATEHOUSE_UPDATE=1 writes the repository anew.
  test('renders to the repository beside it', async () => {
    const { tree } = composeRepository(planned(await exampleLab(name)), components);
    const { created, changed, removed, conflicts } = await renderTree(tree, join(examples, name, 'repository'), {
      check: !update,
      force: update,
    });
    if (!update)
      expect({ created, changed, removed, conflicts }).toEqual({
        created: [],
        changed: [],
        removed: [],
        conflicts: [],
      });
  });

  test('renders to the same bytes each time, in whatever order the systems are given', async () => {
    const lab = await exampleLab(name);
    const once = [...composeRepository(planned(lab), components).tree];
    expect([...composeRepository(planned(lab), components.toReversed()).tree]).toEqual(once);
  });

  describe('as it would be pushed', () => {
    let kept: UpResult;
    beforeAll(async () => {
      kept = await prove(name);
    });
    afterAll(() => kept.close());

    test('is proven', () => {
      const { addresses, answers, findings } = told[name]!;
      const seen = tellOf(kept.report);
      expect(seen).toMatchObject({ verdict: 'proven', findings });
      expect(seen.addresses).toEqual(addresses);
      expect(seen.answers).toEqual(expect.arrayContaining([...answers]));
    });

    test('is made of objects that a strict API server takes without a warning', async () => {
      const { tree } = composeRepository(planned(await exampleLab(name)), components);
      const objects = readRepository(tree).objects.filter(({ object }) => !object.apiVersion.startsWith('kustomize.'));
      expect(objects.length).toBeGreaterThan(0);
      const client = clientOfLines(kept.access?.lines ?? []);
      try {
        const refused: string[] = [];
        for (const { object } of objects) {
          const answer = await applyStrictly(client, object);
          if (answer) refused.push(`${object.kind}/${object.metadata.name}: ${answer}`);
        }
        expect(refused).toEqual([]);
      } finally {
        client.close();
      }
    });

    test('holds no field that its kind does not have, whoever wrote it', async () => {
      const client = clientOfLines(kept.access?.lines ?? []);
      try {
        const { looked, unknown } = await unknownFields(client);
        expect(looked).toBeGreaterThan(50);
        expect(unknown).toEqual([]);
      } finally {
        client.close();
      }
    });
  });
});

test('the k3s homelab with 200 apps has a folder for each', async () => {
  const lab = await exampleLab('k3s-homelab');
  const many = Array.from({ length: 200 }, (_, i) => ({
    ...lab.apps[0]!,
    name: `app-${i}`,
    hosts: [`app-${i}.home.example.org`],
  }));
  const { tree } = composeRepository(planned({ ...lab, apps: many }), components);
  expect([...tree.keys()].filter((path) => path.startsWith('apps/'))).toHaveLength(1 + 200 * 5);
});
