import { compareText } from '../../core/finding.ts';
import type { ReachRow } from '../reach-report.ts';
import type { ViewState } from './state.ts';
import type { Graph } from './topology-graph.ts';
import type { GatesAt, TopologyInput } from './topology-input.ts';

/** A host and path at an address, over http and https. */
interface Place {
  readonly rows: readonly ReachRow[];
  readonly host: string;
  readonly path: string;
  readonly address: string;
}

/** Adds routes behind their gates, the certificates that are shown for them, and the Services they lead to. */
export function addRoutes(graph: Graph, input: TopologyInput, gates: GatesAt): void {
  addCertificates(graph, input);
  const ambiguous = namesAtSeveral(input.reach);
  for (const place of placesOf(input.reach)) {
    const direct = place.rows.every(({ objects }) => objects.length === 0);
    const from = direct ? nodesOf(place) : (gates.get(place.address) ?? nodesOf(place));
    if (direct) {
      for (const backend of backendsOf(place)) linkAll(graph, from, addService(graph, backend));
      continue;
    }
    const id = addRoute(graph, place, input, ambiguous.has(place.host + place.path));
    linkAll(graph, from, id);
    for (const { certificate } of place.rows)
      if (certificate !== '') graph.link({ from: `certificate:${certificate}`, to: id, link: 'shows' });
    for (const backend of backendsOf(place)) graph.link({ from: id, to: addService(graph, backend), link: 'leads' });
  }
}

const linkAll = (graph: Graph, from: readonly string[], to: string): void => {
  for (const each of from) graph.link({ from: each, to, link: 'leads' });
};

const nodesOf = ({ rows }: Place): readonly string[] => [
  ...new Set(rows.flatMap(({ nodes }) => nodes.map((name) => `node:${name}`))),
];

function addRoute(graph: Graph, place: Place, input: TopologyInput, ambiguous: boolean): string {
  const { rows, host, path, address } = place;
  const objects = [...new Set(rows.flatMap((row) => row.objects))].sort(compareText);
  const at = path === '/' || path === '' ? '' : path;
  return graph.add({
    kind: 'route',
    name: `${host}${path}@${address}`,
    label: host,
    detail: ambiguous ? `${at} at ${address}`.trim() : at,
    group: objects[0]?.split('/')[1] ?? address,
    state: stateOf(place, objects, input),
    facts: [
      ['URL', [...new Set(rows.map(({ url }) => url))].join(' ')],
      ['made by', objects.join(', ')],
      ['reached by', whoReaches(place)],
      ['login', rows.some(({ login }) => login === 'asked') ? 'asked' : ''],
    ],
  });
}

function stateOf({ host, path, address }: Place, objects: readonly string[], input: TopologyInput): ViewState {
  const asked = input.routes.filter((row) => row.address === address && row.host === host && row.path === path);
  if (asked.some(({ ok }) => !ok)) return 'wrong';
  if (asked.length > 0) return 'fine';
  const about = input.findings.filter(({ object }) => object !== undefined && objects.includes(object));
  if (about.some(({ severity }) => severity === 'error')) return 'wrong';
  return about.some(({ severity }) => severity === 'unknown') ? 'not-known' : 'none';
}

/** Who is let in, in the words of the answers: all addresses, or those that are. */
function whoReaches({ rows }: Place): string {
  const open = rows.flatMap(({ access }) =>
    access.flatMap(({ who, answers }) =>
      answers.flatMap(({ does, clients }) => (does === 'reached' ? [`${who} from ${clients.join(', ')}`] : [])),
    ),
  );
  return [...new Set(open)].join('; ').replaceAll('from 0.0.0.0/0', 'from everywhere');
}

const backendsOf = ({ rows }: Place): readonly string[] =>
  [
    ...new Set(
      rows.flatMap(({ access }) =>
        access.flatMap(({ answers }) => answers.flatMap(({ backend }) => (backend === '' ? [] : backend.split(', ')))),
      ),
    ),
  ].sort(compareText);

const addService = (graph: Graph, backend: string): string =>
  graph.add({
    kind: 'service',
    label: backend,
    ...(backend.includes('@') ? { detail: 'of the gate itself' } : { group: backend.split('/')[0] ?? '' }),
  });

function addCertificates(graph: Graph, { certificates }: TopologyInput): void {
  for (const { secret, dnsNames, issuer, notAfter, ready } of certificates)
    graph.add({
      kind: 'certificate',
      label: secret,
      detail: `by ${issuer}`,
      group: secret.split('/')[0] ?? '',
      state: ready ? 'fine' : 'wrong',
      facts: [
        ['names', dnsNames.join(', ')],
        ['until', notAfter.slice(0, 10)],
      ],
    });
}

function placesOf(reach: readonly ReachRow[]): readonly Place[] {
  const byPlace = new Map<string, ReachRow[]>();
  for (const row of reach) {
    const key = JSON.stringify([row.host, row.path, row.address]);
    byPlace.set(key, [...(byPlace.get(key) ?? []), row]);
  }
  return [...byPlace.values()].map((rows) => {
    const [{ host, path, address }] = rows as [ReachRow, ...ReachRow[]];
    return { rows, host, path, address };
  });
}

/** Hosts with their paths that stand at more than one address. */
function namesAtSeveral(reach: readonly ReachRow[]): ReadonlySet<string> {
  const addresses = new Map<string, Set<string>>();
  for (const { host, path, address } of reach) {
    const own = addresses.get(host + path) ?? new Set();
    addresses.set(host + path, own.add(address));
  }
  return new Set([...addresses].filter(([, own]) => own.size > 1).map(([name]) => name));
}
