import type { Cluster } from '../cluster/cluster.ts';
import type { Visitor } from '../cluster/network.ts';
import { parseRange, printAddress } from '../core/address.ts';
import {
  type AddressClass,
  isWithin,
  parseAddressSet,
  printAddressSet,
  splitByRanges,
  union,
} from '../core/address-set.ts';
import { compareText } from '../core/finding.ts';
import { type ClientConditions, joinConditions } from '../systems/client-conditions.ts';
import type { GatePlace } from '../systems/gate-place.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';
import { type Answer, type Asked, answerTo, openAnswer } from './reach-answer.ts';
import type { ReachAccess, ReachAnswer, ReachReport, ReachRow } from './reach-report.ts';
import { familyOf } from './verify-checks.ts';
import { printOwner, type ServedPort, type Wire } from './wire.ts';

/**
 * Everything that is reachable at the addresses of a platform, and from where: for every client address there is. The space of addresses is
 * split by every condition that any of what decides holds an address against; one address of each class is followed as `trace` follows it.
 */
export async function computeReach(
  cluster: Cluster,
  wire: Wire,
  named: readonly string[] = [],
): Promise<Pick<ReachReport, 'rows' | 'unknown'>> {
  const rows: ReachRow[] = [];
  const conditions = await gatherConditions(cluster, wire);
  for (const served of await wire.serve()) rows.push(...(await rowsAt(wire, served, { behind: conditions, named })));
  const promises = await Promise.all(wire.gates.map((gate) => gate.promises(4)));
  const places = await Promise.all(wire.gates.map((gate) => gate.places()));
  const placed = new Set(places.flat().map(({ route }) => route));
  const unknown = promises.flatMap((each) => each.unknown).filter(({ route }) => !placed.has(route));
  return { rows: rows.sort(compareRows), unknown };
}

/** What the gates and those that they ask hold the address of a client against. */
async function gatherConditions(cluster: Cluster, wire: Wire): Promise<ClientConditions> {
  const all: readonly System[] = systems;
  const asked = await Promise.all(all.flatMap(({ signIn }) => signIn?.conditions(cluster) ?? []));
  return joinConditions([...wire.gates.map((gate) => gate.conditions()), ...asked]);
}

async function rowsAt(
  wire: Wire,
  served: ServedPort,
  { behind, named }: { readonly behind: ClientConditions; readonly named: readonly string[] },
): Promise<readonly ReachRow[]> {
  const conditions = joinConditions([behind, networkConditions(served)]);
  const classes = splitByRanges(conditions.ranges, familyOf(served.ip));
  const gates = await gatesAt(wire, served, classes);
  if (gates.length === 0) return [await directRow({ wire, served, classes, conditions: networkConditions(served) })];
  const places = new Map<string, GatePlace[]>();
  for (const { gate, port } of gates)
    for (const place of withNamed(await gate.places(), named, port)) {
      const isAsked = place.port === port && served.protocol === 'TCP';
      const asked = isAsked ? asClientsAsk(place, served) : undefined;
      if (!asked) continue;
      const key = JSON.stringify([asked.shown, asked.path, asked.tls]);
      places.set(key, [...(places.get(key) ?? []), asked]);
    }
  const rows: ReachRow[] = [];
  for (const same of places.values()) rows.push(await placeRow({ wire, served, classes, conditions }, same));
  return rows.length > 0 ? rows : streamRows({ wire, served, classes, conditions });
}

/** Hosts that no route names, at the ports of a gate where anything is to be had: a wildcard may take them. */
function withNamed(places: readonly GatePlace[], named: readonly string[], port: number): readonly GatePlace[] {
  const here = places.filter((place) => place.port === port);
  const hosts = named.filter((host) => host !== '*' && !here.some(({ shown, path }) => shown === host && path === '/'));
  const kinds = new Map(here.map((place) => [String(place.tls), place]));
  const more = hosts.flatMap((shown) =>
    [...kinds.values()].map(({ visitors: _, ...place }): GatePlace => {
      const host = shown.startsWith('*.') ? `no-such-name${shown.slice(1)}` : shown;
      const wide = here.find((each) => each.tls === place.tls && each.visitors && isBelow(host, each.shown));
      const asked = { ...place, host, shown, path: '/', object: '', route: '' };
      return wide?.visitors ? { ...asked, visitors: wide.visitors } : asked;
    }),
  );
  return [...places, ...more];
}

const isBelow = (host: string, wildcard: string): boolean =>
  wildcard === '*' || (wildcard.startsWith('*.') && host.endsWith(wildcard.slice(1)));

/** What the network in front of the pods holds the address of a client against. */
const networkConditions = ({ owner }: ServedPort): ClientConditions => ({
  ranges: ('service' in owner ? (owner.service.spec.loadBalancerSourceRanges ?? []) : []).flatMap(
    (text) => parseRange(text) ?? [],
  ),
  opaque: [],
});

/** The gates that connections to an address come to, with the ports of their pods. */
async function gatesAt(wire: Wire, served: ServedPort, classes: readonly AddressClass[]) {
  const found = new Map<string, { readonly gate: Wire['gates'][number]; readonly port: number }>();
  for (const { sample } of classes) {
    const [first] = (await wire.forward(served, printAddress(sample))).pods;
    const gate = first && wire.gates.find((each) => each.owns(first.pod));
    if (first && gate) found.set(`${wire.gates.indexOf(gate)} ${first.port}`, { gate, port: first.port });
  }
  return [...found.values()];
}

/** On port 443 every client speaks TLS; a route without it that only takes what entry points there are is not meant there. */
function asClientsAsk(place: GatePlace, { port }: ServedPort): GatePlace | undefined {
  if (port !== 443 || place.tls) return place;
  return place.named ? { ...place, tls: true } : undefined;
}

interface Asking {
  readonly wire: Wire;
  readonly served: ServedPort;
  readonly classes: readonly AddressClass[];
  readonly conditions: ClientConditions;
}

async function placeRow(asking: Asking, places: readonly GatePlace[]): Promise<ReachRow> {
  const { wire, served } = asking;
  const place = places[0] as GatePlace;
  const usual = place.tls ? 443 : 80;
  const named = place.host.endsWith('.invalid') ? hostOfAddress(served.ip) : place.host;
  const host = served.port === usual ? named : `${named}:${served.port}`;
  const asked: Asked = { served, host, path: place.path, tls: place.tls };
  const scheme = place.tls ? 'https' : 'http';
  const first = await accessOf(asking, asked, 'anybody');
  const others: ReachAccess[] = [];
  for (const who of await othersAt(asking, place, first.access))
    others.push((await accessOf(asking, { ...asked, ...who }, who.who)).access);
  return {
    ...{ host: place.shown, path: place.path, scheme, url: `${scheme}://${host}${place.path}` },
    ...(await whereOf(wire, served, asking.classes)),
    objects: [...new Set(places.flatMap(({ object }) => object || []))].sort(compareText),
    certificate: first.certificate,
    login: loginOf(first.access, others),
    access: [first.access, ...others],
  };
}

const hostOfAddress = (ip: string): string => (ip.includes(':') ? `[${ip}]` : ip);

/** A port on which a gate passes bytes on; none where it would read them as HTTP, as no route is there. */
async function streamRows(asking: Asking): Promise<readonly ReachRow[]> {
  const row = await directRow(asking, asking.served.protocol === 'UDP' ? 'udp' : 'tcp');
  const leads = row.access.some(({ answers }) =>
    answers.some(({ backend }) => backend !== '' && backend !== row.owner),
  );
  return leads ? [row] : [];
}

/** A Service that answers at its own address, or what a gate does with bytes. */
async function directRow({ wire, served, classes, conditions }: Asking, stream?: 'tcp' | 'udp'): Promise<ReachRow> {
  const host = hostOfAddress(served.ip);
  const scheme = served.protocol === 'UDP' ? 'udp' : 'tcp';
  const sent = `${host}:${served.port}`;
  const asked: Asked = { served, host: sent, path: '/', tls: false, ...(stream ? { stream } : {}) };
  const { access } = await accessOf({ wire, served, classes, conditions }, asked, 'anybody');
  return {
    ...{ host: served.ip, path: '', scheme, url: `${scheme}://${sent}` },
    ...(await whereOf(wire, served, classes)),
    ...{ objects: [], certificate: '', login: 'none', access: [access] },
  };
}

async function whereOf(wire: Wire, served: ServedPort, classes: readonly AddressClass[]) {
  const { owner, ip: address, port } = served;
  const explanation = 'service' in owner ? await wire.explain(owner.service) : undefined;
  const seen = new Set<string>();
  for (const { sample } of classes) {
    const client = printAddress(sample);
    const { pods, views } = await wire.forward(served, client);
    for (const view of pods.length > 0 ? views : []) if (view.address !== client) seen.add(view.address);
  }
  const nodes = 'service' in owner ? (explanation?.nodes ?? []) : [owner.node];
  return { address, port, owner: printOwner(owner), nodes, seenAs: [...seen] };
}

/** Somebody to play beside those who have not signed in. */
type Other = Pick<Asked, 'visitor' | 'loggedIn'> & { readonly who: string };

/** Whom else to ask for: those who sign in where people do, and those who know the password where one is asked for. */
async function othersAt({ classes }: Asking, place: GatePlace, first: ReachAccess): Promise<readonly Other[]> {
  const signedIn = new Map<string, Visitor>();
  for (const { sample } of place.visitors ? classes : []) {
    const played = place.visitors?.({ host: place.host, path: place.path, from: printAddress(sample) });
    for (const { who, visitor } of played && !('unknown' in played) ? played : [])
      if (visitor) signedIn.set(who, visitor);
  }
  const asksForPassword = first.answers.some(({ status }) => status === 401);
  return [
    ...[...signedIn].map(([who, visitor]) => ({ who, visitor })),
    ...(asksForPassword && signedIn.size === 0 ? [{ who: 'with the password', loggedIn: true }] : []),
  ];
}

async function accessOf({ wire, classes, conditions }: Asking, asked: Asked, who: string) {
  const found = new Map<string, { readonly answer: Answer; readonly classes: AddressClass[] }>();
  let certificate = '';
  for (const each of classes) {
    const answered = await answerTo(wire, asked, printAddress(each.sample));
    certificate ||= answered.certificate;
    const answer = openAnswer(conditions) ?? answered.answer;
    const key = JSON.stringify(answer);
    const same = found.get(key);
    if (same) same.classes.push(each);
    else found.set(key, { answer, classes: [each] });
  }
  const answers = [...found.values()].map(
    ({ answer, classes: own }): ReachAnswer => ({
      ...answer,
      clients: printAddressSet(union(...own.map(({ addresses }) => addresses))),
    }),
  );
  const { visitor } = asked;
  return { access: { who, ...(visitor ? { visitor } : {}), answers: answers.sort(compareAnswers) }, certificate };
}

const order: readonly ReachAnswer['does'][] = ['reached', 'sent-on', 'refused', 'no-answer', 'not-known'];

const compareAnswers = (a: ReachAnswer, b: ReachAnswer): number =>
  order.indexOf(a.does) - order.indexOf(b.does) || compareText(JSON.stringify(a), JSON.stringify(b));

/** A login is asked for where those who have one reach what others do not. */
function loginOf(first: ReachAccess, others: readonly ReachAccess[]): ReachRow['login'] {
  const open = reachedBy(first);
  if (others.some((other) => !isWithin(reachedBy(other), open))) return 'asked';
  if (open.length > 0) return 'none';
  return first.answers.some(({ does }) => does === 'not-known') ? 'not-known' : 'none';
}

const reachedBy = ({ answers }: ReachAccess) =>
  parseAddressSet(answers.flatMap(({ does, clients }) => (does === 'reached' ? clients : [])));

const compareRows = (a: ReachRow, b: ReachRow): number =>
  compareText(a.host, b.host) ||
  compareText(a.path, b.path) ||
  compareText(b.scheme, a.scheme) ||
  compareText(a.address, b.address) ||
  a.port - b.port;
