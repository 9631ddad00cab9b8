import type { Cluster } from '../cluster/cluster.ts';
import { type Finding, notKnown } from '../core/finding.ts';
import { printRef } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { type Event, kinds } from '../kube/types.ts';
import type { ConvergenceRow, UpReport } from './up-report.ts';
import type { Verification } from './verify.ts';

/** What is looked at. */
export type Seen = Pick<UpReport, 'addresses' | 'routes' | 'convergence'> & Pick<Verification, 'unknown'>;

/**
 * What came up wrong, as findings: objects that never became ready, addresses nobody has or answers for, promises not kept. `written`
 * tells in which file an object stands, `path` what a command is to be given to look closer.
 */
export async function runtimeFindings(
  cluster: Cluster,
  seen: Seen,
  { path, written }: { readonly path: string; readonly written: readonly SourcedObject[] },
): Promise<readonly Finding[]> {
  const events = await cluster.list<Event>(kinds.Event);
  const findings = [
    ...neverReady(seen.convergence),
    ...seen.addresses.filter(({ ip }) => ip === '').map(({ service }) => pending(service, events)),
    ...seen.addresses.filter(({ ip, node }) => ip !== '' && node === '').map(silent),
    ...seen.routes.filter(({ ok }) => !ok).map((row) => broken(row, path)),
    ...seen.unknown.map(unverified),
  ];
  const origins = new Map(written.map(({ object, origin }) => [printRef(object), origin]));
  return findings.map((finding) => {
    const origin = finding.object === undefined ? undefined : origins.get(finding.object);
    return origin ? { ...finding, file: origin.file, line: origin.line } : finding;
  });
}

const key = ({ kind, name }: Pick<ConvergenceRow, 'kind' | 'name'>): string => `${kind}/${name}`;

/** An error for each object that never became ready by itself, a note for each that only waits for such a one. */
function neverReady(rows: readonly ConvergenceRow[]): readonly Finding[] {
  const stuck = new Map(rows.filter(({ readyAt }) => readyAt === undefined).map((row) => [key(row), row]));
  return [...stuck.values()].map((row) => {
    const cause = causeOf(row, stuck);
    return cause ? waiting(row, cause) : row.reason === 'NotModelled' ? notModelled(row) : stays(row);
  });
}

/** What it is stuck on in the end; undefined when that is itself, or a circle. */
function causeOf(row: ConvergenceRow, stuck: ReadonlyMap<string, ConvergenceRow>): ConvergenceRow | undefined {
  const seen = new Set([key(row)]);
  const ahead = [row];
  for (let at = ahead.shift(); at; at = ahead.shift()) {
    const next = blockersOf(at, stuck);
    if (next.length === 0) return at === row ? undefined : at;
    for (const each of next) {
      if (seen.has(key(each))) continue;
      seen.add(key(each));
      ahead.push(each);
    }
  }
  return undefined;
}

/** Those it depends on and those it has applied, as far as they are stuck too. */
const blockersOf = (
  { kind, name, waitedFor }: ConvergenceRow,
  stuck: ReadonlyMap<string, ConvergenceRow>,
): readonly ConvergenceRow[] => [
  ...waitedFor.flatMap((other) => stuck.get(`${kind}/${other}`) ?? []),
  ...[...stuck.values()].filter(
    (other) => kind === 'Kustomization' && other.partOf === name && key(other) !== `${kind}/${name}`,
  ),
];

const stays = (row: ConvergenceRow): Finding => ({
  code: 'never-ready',
  severity: 'error',
  object: key(row),
  message: row.message || 'it has no Ready condition',
  why: 'the object was given half an hour of cluster time',
  hint:
    row.waitedFor.length > 0 ? `look at what it waits for: ${row.waitedFor.join(', ')}` : 'mend what the message names',
});

/** What no model tells is neither wrong nor right. */
const notModelled = (row: ConvergenceRow): Finding =>
  notKnown({
    code: 'release-not-modelled',
    object: key(row),
    message: row.message ?? 'what it installs is not known',
    why: 'what comes after it was not brought up either',
    knownBy: 'a chart and version that Gatehouse knows: docs/reference/coverage.md lists them',
  });

const waiting = (row: ConvergenceRow, cause: ConvergenceRow): Finding => ({
  code: 'still-waiting',
  severity: 'info',
  object: key(row),
  message: `it is not ready because ${key(cause)} is not`,
});

/** The newest warning about a Service says why it has no address. */
function pending(service: string, events: readonly Event[]): Finding {
  const [namespace, name] = service.split('/');
  const own = events.filter(
    ({ involvedObject, type }) =>
      type === 'Warning' &&
      involvedObject?.kind === 'Service' &&
      involvedObject.name === name &&
      involvedObject.namespace === namespace,
  );
  return {
    code: 'address-pending',
    severity: 'error',
    object: `Service/${service}`,
    message: own.at(-1)?.message ?? 'it has no address, and nobody says why: no load balancer feels responsible for it',
    hint: 'give it a pool that holds the address it asks for, or ask for another address',
  };
}

const silent = ({ service, ip }: UpReport['addresses'][number]): Finding => ({
  code: 'address-not-announced',
  severity: 'error',
  object: `Service/${service}`,
  message: `no node answers for ${ip}`,
  hint: 'it takes an advertisement for the pool, a speaker on a node, and with traffic policy Local a ready pod on that node',
});

const broken = (row: UpReport['routes'][number], path: string): Finding => ({
  code: 'promise-broken',
  severity: 'error',
  ...(row.object && { object: row.object }),
  message: `${row.url} from ${row.from} should answer ${row.expected}, but answers ${row.observed}`,
  hint: `\`gatehouse trace ${row.url} ${path} --from ${row.from}\` shows the step that decides it`,
});

/** Said, so that nobody takes silence for a proof. */
const unverified = ({ object, reason }: Verification['unknown'][number]): Finding =>
  notKnown({
    code: 'route-not-verified',
    object,
    message: `no request was made for this route: ${reason}`,
    knownBy: 'a request of your own, once the platform runs',
  });
