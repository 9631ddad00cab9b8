import { parseAddress, printAddress } from '../../core/address.ts';
import {
  type AddressSet,
  complement,
  difference,
  everyAddress,
  intersection,
  isIn,
  parseAddressSet,
  sampleOf,
  union,
} from '../../core/address-set.ts';
import type { ReachAccess, ReachAnswer, ReachReport, ReachRow } from '../reach-report.ts';
import { strangers } from '../verify-checks.ts';
import type { HostPolicy, Policies, PolicyResult } from './policy.ts';

/** What is reachable, as policies see it. */
type Reach = Pick<ReachReport, 'rows' | 'networks' | 'unknown'>;

/** Holds policies against what is reachable, over all client addresses: each demand holds, is broken by a request, or is not known. */
export const checkPolicies = ({ hosts, nobodys, nobodysLine }: Policies, reach: Reach): readonly PolicyResult[] => [
  ...hosts.flatMap((policy) => checkHost(policy, reach)),
  ...nobodys.map((range) => checkNobodys(range, nobodysLine, reach)),
];

function checkHost(policy: HostPolicy, reach: Reach): readonly PolicyResult[] {
  const { line } = policy;
  return policy.host.flatMap((host) => {
    const rows = reach.rows.filter((row) => isMeant(row, host));
    const results = demands(policy, host, rows, reach);
    if (rows.some((row) => row.objects.length > 0 || isAnswered(row)))
      return results.map((result) => ({ ...result, line }));
    const message = 'no route names the host at any address: there is nothing to hold it against';
    return results.map(({ about, demand }) => ({ about, demand, state: 'not-known', line, message }));
  });
}

const isAnswered = ({ access }: ReachRow): boolean =>
  access.some(({ answers }) => answers.some(({ does }) => does === 'reached' || does === 'not-known'));

/** Whether a policy for a host is about a row. */
export const isMeant = ({ host }: Pick<ReachRow, 'host'>, named: string): boolean =>
  named === '*' || named === host || (named.startsWith('*.') && host.endsWith(named.slice(1)));

type Found = Pick<PolicyResult, 'state' | 'message' | 'request'>;

function demands(policy: HostPolicy, host: string, rows: readonly ReachRow[], reach: Reach): readonly PolicyResult[] {
  const { from, always, login, certificate } = policy;
  const found: (readonly [string, Found])[] = [];
  if (from) found.push([`from ${from.join(', ')} only`, first(rows, (row) => onlyFrom(row, setOf(from, reach)))]);
  if (always) found.push([`always from ${always.join(', ')}`, reachedBy(rows, setOf(always, reach))]);
  if (login) {
    const who = login === true ? 'login needed' : `login needed, of ${login.join(' or ')}`;
    found.push([who, first(rows, (row) => afterLogin(row, login))]);
  }
  if (certificate) found.push([`certificate ${certificate}`, first(rows, (row) => certified(row, certificate))]);
  return found.map(([demand, result]) => ({ about: host, demand, ...result }));
}

/** The set of clients that the words of a policy name. */
function setOf(words: readonly string[], { networks }: Reach): AddressSet {
  const named = (name: string) => parseAddressSet(networks.find((each) => each.name === name)?.ranges ?? []);
  return union(
    ...words.map((word) => {
      if (word === 'everyone') return everyAddress();
      if (word === 'lab') return named('lab network');
      if (word === 'trusted') return named('trusted networks');
      if (word === 'private') return named('private networks');
      return parseAddressSet([word]);
    }),
  );
}

const holds: Found = { state: 'holds' };

/** The first row that breaks a demand; else the first of which it is not known. */
function first(rows: readonly ReachRow[], judge: (row: ReachRow) => Found): Found {
  const found = rows.map(judge);
  return found.find(({ state }) => state === 'broken') ?? found.find(({ state }) => state === 'not-known') ?? holds;
}

const clientsOf = ({ answers }: ReachAccess, does: ReachAnswer['does']): AddressSet =>
  parseAddressSet(answers.flatMap((answer) => (answer.does === does ? answer.clients : [])));

/** Breaks a demand by whoever of `wrong` reaches the row; leaves it open where that is not known of some. */
function brokenBy(row: ReachRow, who: readonly ReachAccess[], wrong: AddressSet): Found {
  for (const access of who) {
    const reached = intersection(clientsOf(access, 'reached'), wrong);
    if (reached.length === 0) continue;
    const from = someoneOf(reached);
    const backend = access.answers.find((answer) => answer.does === 'reached')?.backend ?? '';
    const { who: asking, visitor } = access;
    const request = { url: row.url, address: row.address, from, who: asking, ...(visitor ? { visitor } : {}) };
    return { state: 'broken', message: `${from}, ${whoIs(access)}, reaches ${backend} by ${row.url}`, request };
  }
  for (const access of who) {
    const open = access.answers.find(
      ({ does, clients }) => does === 'not-known' && intersection(parseAddressSet(clients), wrong).length > 0,
    );
    if (open) return { state: 'not-known', message: `${row.url}: ${open.reason ?? 'its answer is not known'}` };
  }
  return holds;
}

const whoIs = ({ who }: ReachAccess): string => (who === 'anybody' ? 'not signed in' : who);

/** Somebody from the internet where the set holds one, else an ordinary address of it. */
function someoneOf(set: AddressSet): string {
  const stranger = Object.values(strangers).find((text) => {
    const address = parseAddress(text);
    return address && isIn(set, address);
  });
  return stranger ?? printAddress(sampleOf(set));
}

const onlyFrom = (row: ReachRow, allowed: AddressSet): Found => brokenBy(row, row.access, complement(allowed));

/** Bytes are not signed in. */
const afterLogin = (row: ReachRow, login: true | readonly string[]): Found =>
  brokenBy(
    row,
    row.access.filter(({ who, visitor }) =>
      login === true ? who === 'anybody' : !visitor?.groups.some((group) => login.includes(group)),
    ),
    everyAddress(),
  );

function certified(row: ReachRow, certificate: string): Found {
  if (row.scheme !== 'https' || row.objects.length === 0 || row.certificate === certificate) return holds;
  const message = `${row.url} at ${row.address} is served with ${row.certificate || 'no certificate'}`;
  const request = { url: row.url, address: row.address, from: strangers[familyOf(row)], who: 'anybody' };
  return { state: 'broken', message, request };
}

const familyOf = ({ address }: ReachRow): 4 | 6 => parseAddress(address)?.family ?? 4;

/** All of a set reach one of the rows, whoever has to sign in for it; of a family without an address nothing is demanded. */
function reachedBy(rows: readonly ReachRow[], wanted: AddressSet): Found {
  const families = new Set(rows.map(familyOf));
  const asked = wanted.filter(({ family }) => families.has(family));
  const reached = union(...rows.flatMap(({ access }) => access.map((each) => clientsOf(each, 'reached'))));
  const missing = difference(asked, reached);
  if (missing.length === 0) return holds;
  const open = union(...rows.flatMap(({ access }) => access.map((each) => clientsOf(each, 'not-known'))));
  const lost = difference(missing, open);
  if (lost.length === 0) return { state: 'not-known', message: 'whether all of them reach it is not known' };
  const from = someoneOf(lost);
  const family = parseAddress(from)?.family;
  const row = rows.find((each) => familyOf(each) === family);
  const request = row && { url: row.url, address: row.address, from, who: row.access.at(-1)?.who ?? 'anybody' };
  return { state: 'broken', message: `${from} does not reach it`, ...(request ? { request } : {}) };
}

function checkNobodys(range: string, line: number | undefined, { rows }: Reach): PolicyResult {
  const about = { about: range, demand: 'nobody’s' };
  const taken = rows.find(
    ({ address }) => intersection(parseAddressSet([address]), parseAddressSet([range])).length > 0,
  );
  if (!taken) return { ...about, state: 'holds', line };
  return { ...about, state: 'broken', line, message: `${taken.owner} has the address ${taken.address}` };
}
