import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { type Address, printAddress } from '../core/address.ts';
import { isIn, parseAddressSet } from '../core/address-set.ts';
import { loadSubject } from './load-subject.ts';
import { startPlatform } from './platform.ts';
import { computeReach } from './reach.ts';
import type { ReachAccess, ReachAnswer, ReachReport } from './reach-report.ts';
import { follow } from './trace.ts';
import { openWire, type Wire } from './wire.ts';

let embedded: EmbeddedCluster;
let wire: Wire;
let found: Pick<ReachReport, 'rows' | 'unknown'>;

beforeAll(async () => {
  const subject = await loadSubject(join(process.cwd(), 'src/app/labs/dual-stack.yaml'));
  ({ embedded } = await startPlatform(subject, () => undefined));
  const middleware = {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'Middleware',
    metadata: { name: 'few', namespace: 'hello' },
    spec: { ipAllowList: { sourceRange: ['10.1.2.3', '10.1.2.5-10.1.2.9', '172.16.0.0/12', '2001:db8:5::/48'] } },
  };
  const route = (name: string, match: string, more: object) => ({
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    metadata: { name, namespace: 'hello' },
    spec: {
      entryPoints: ['websecure'],
      routes: [{ match, kind: 'Rule', services: [{ name: 'hello', port: 80 }], ...more }],
    },
  });
  const password = {
    ...middleware,
    metadata: { name: 'pass', namespace: 'hello' },
    spec: { basicAuth: { secret: 'u' } },
  };
  const users = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'u', namespace: 'hello' } };
  for (const object of [
    { ...middleware, spec: { ipAllowList: { sourceRange: ['10.1.2.3', '172.16.0.0/12', '2001:db8:5::/48'] } } },
    { ...users, stringData: { users: 'jo:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/' } },
    password,
    route('few', 'Host(`few.home.example.org`)', { middlewares: [{ name: 'few' }] }),
    route('split', 'Host(`split.home.example.org`) && ClientIP(`10.0.0.0/9`)', {}),
    route('pass', 'Host(`pass.home.example.org`)', { middlewares: [{ name: 'few' }, { name: 'pass' }] }),
  ])
    await embedded.cluster.apply(object, { fieldManager: 'test', force: true });
  await embedded.run({ limitSeconds: 5 });
  wire = openWire({ cluster: embedded.cluster, revision: embedded.revision });
  found = await computeReach(embedded.cluster, wire);
});

afterAll(async () => {
  await wire?.close();
  await embedded?.stop();
});

const told = ({ answers }: ReachAccess) => answers.map(({ does, clients }) => [does, clients.join(' ')]);
const rowsOf = (host: string) => found.rows.filter((row) => row.host === host && row.scheme === 'https');
const everyone = { 4: ['0.0.0.0/0'], 6: ['::/0'] } as const;

describe('from where a host is reachable', () => {
  test.each([
    ['own.home.example.org', [[['reached', '0.0.0.0/0']], [['reached', '::/0']]]],
    [
      'few.home.example.org',
      [
        [
          ['reached', '10.1.2.3 172.16.0.0/12'],
          ['refused', '0.0.0.0-10.1.2.2 10.1.2.4-172.15.255.255 172.32.0.0-255.255.255.255'],
        ],
        [
          ['reached', '2001:db8:5::/48'],
          ['refused', '::-2001:db8:4:ffff:ffff:ffff:ffff:ffff 2001:db8:6::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
        ],
      ],
    ],
    [
      'split.home.example.org',
      [
        [
          ['reached', '10.0.0.0/9'],
          ['refused', '0.0.0.0-9.255.255.255 10.128.0.0-255.255.255.255'],
        ],
        [['refused', '::/0']],
      ],
    ],
  ])('%s', (host, expected) => {
    expect(rowsOf(host).map(({ access: [anybody] }) => anybody && told(anybody))).toEqual(expected);
  });

  test('is told of those who know the password, where one is asked for', () => {
    const [row] = rowsOf('pass.home.example.org');
    expect(row).toMatchObject({ login: 'asked', objects: ['IngressRoute/hello/pass'] });
    expect(row?.access.map(({ who }) => who)).toEqual(['anybody', 'with the password']);
    expect(row?.access.map(({ answers }) => answers[0])).toMatchObject([
      { does: 'refused', status: 401, clients: ['10.1.2.3', '172.16.0.0/12'] },
      { does: 'reached', backend: 'hello/hello', clients: ['10.1.2.3', '172.16.0.0/12'] },
    ]);
  });

  test('is everybody where a Service has an address of its own', () => {
    expect(found.rows.filter(({ scheme }) => scheme === 'tcp')).toMatchObject([
      { host: '192.168.88.70', port: 80, objects: [], access: [{ answers: [{ clients: everyone[4] }] }] },
    ]);
  });
});

/** Where a set begins or ends, and next to it. */
function bordersOf(clients: readonly string[]): readonly Address[] {
  return parseAddressSet(clients).flatMap(({ family, first, last }) => {
    const end = (1n << (family === 4 ? 32n : 128n)) - 1n;
    return [first - 1n, first, last, last + 1n]
      .filter((value) => value >= 0n && value <= end)
      .map((value) => ({ family, value }));
  });
}

const holding = ({ answers }: ReachAccess, address: Address): readonly ReachAnswer[] =>
  answers.filter(({ clients }) => isIn(parseAddressSet(clients), address));

const asTraced = ({ does, status, backend }: ReachAnswer) => ({
  allowed: does === 'reached' || does === 'sent-on',
  ...(does === 'reached' ? { backend } : { status }),
});

describe('the sets of client addresses', () => {
  test('say of every border, and of any address, what a trace from it says', async () => {
    const gated = () => found.rows.filter(({ scheme }) => scheme !== 'tcp');
    const cases = gated().flatMap((row) =>
      (row.access[0]?.answers ?? []).flatMap(({ clients }) => bordersOf(clients).map((address) => ({ row, address }))),
    );
    expect(cases.length).toBeGreaterThan(60);
    const check = async ({ row, address }: (typeof cases)[number]) => {
      const { outcome } = await follow(wire, new URL(row.url), { from: printAddress(address) });
      const [answer, ...others] = row.access[0] ? holding(row.access[0], address) : [];
      expect(others).toEqual([]);
      expect(outcome, `${row.url} from ${printAddress(address)}`).toMatchObject(answer ? asTraced(answer) : {});
      expect(answer).toBeDefined();
    };
    for (const each of cases) await check(each);
    const anywhere = fc.constantFrom(...gated()).chain((row) => {
      const family = row.address.includes(':') ? 6 : 4;
      const max = (1n << (family === 4 ? 32n : 128n)) - 1n;
      return fc.bigInt({ min: 0n, max }).map((value) => ({ row, address: { family, value } as const }));
    });
    await fc.assert(fc.asyncProperty(anywhere, check), { numRuns: 40 });
  });
});
