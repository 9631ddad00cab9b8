import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { readerOf } from '../check/example-input.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { readSnapshot } from '../cluster/snapshot/read-snapshot.ts';
import { isReason } from '../cluster/status-error.ts';
import { kinds, type Node, type Service } from '../kube/types.ts';
import type { ConnectTo } from '../operate/connect-to.ts';
import { readNeighbours } from '../operate/neighbours.ts';
import { probeReal } from '../operate/probe-real.ts';
import type { GateDecision } from '../systems/system.ts';
import { inParallel } from './in-parallel.ts';
import { loadSubject, type SubjectOptions } from './load-subject.ts';
import { nothingToFollow, whyNotStarted } from './nothing-to-follow.ts';
import { startPlatform } from './platform.ts';
import { type Asked, promisesOf } from './promised-requests.ts';
import { schemaVersion } from './up-report.ts';
import { type Check, decideCheck, type GateBehind } from './verify-checks.ts';
import { compareWithPromise, type Seen } from './verify-compare.ts';
import type { VerifyReport, VerifyRow } from './verify-report.ts';
import { openWire, printOwner, type ServedPort, type Wire } from './wire.ts';

/** A real cluster, and how its promises are asked for. */
export interface VerifyLiveOptions extends SubjectOptions, HowToAsk {
  readonly context: string;
  readonly real: Pick<Cluster, 'list'>;
}

/** How promises are asked for. */
export interface HowToAsk {
  readonly connectTo: ConnectTo;
  /** Milliseconds for one request. */
  readonly timeoutMs: number;
}

/** Requests that are under way at the same time. */
const atOnce = 24;

/**
 * Brings the lab or repository up in the embedded cluster, and asks the real one for everything that is promised there, as the client
 * that this machine is. Throws where the files cannot be read to their end.
 */
export async function verifyLive(path: string, options: VerifyLiveOptions): Promise<VerifyReport> {
  const subject = await loadSubject(path, options);
  if (!subject.usable || subject.missing.length > 0) throw nothingToFollow(path);
  const { embedded, findings } = await startPlatform(subject, () => undefined);
  return askAll(embedded, options, async () => {
    const reason = whyNotStarted(path, findings);
    if (reason) throw reason;
    return { lab: subject.name, cluster: options.context, real: options.real };
  });
}

/** Asks, as the client that this machine is, for everything that was promised when a snapshot was taken. */
export async function verifySnapshot(path: string, options: HowToAsk): Promise<VerifyReport> {
  const { adoptPlatform } = await import('./adopt-platform.ts');
  const snapshot = await readSnapshot(path);
  const { embedded, findings } = await adoptPlatform(snapshot, path);
  const named = { lab: path, cluster: snapshot.head.context || 'snapshot' };
  const report = await askAll(embedded, options, async () => ({ ...named, real: readerOf(snapshot.objects) }));
  return { ...report, notCompared: [...report.notCompared, ...findings.map(({ message }) => message)] };
}

/** Whose promises are asked for, and where the addresses and nodes of the real cluster are read. */
type Judged = Pick<VerifyReport, 'lab' | 'cluster'> & { readonly real: Pick<Cluster, 'list'> };

/** Asks for all that is promised in an embedded cluster, which ends with it. */
async function askAll(
  embedded: EmbeddedCluster,
  options: HowToAsk,
  about: () => Promise<Judged>,
): Promise<VerifyReport> {
  const wire = openWire({ cluster: embedded.cluster, revision: embedded.revision });
  try {
    const { real: read, ...named } = await about();
    const { asked, notCompared } = await promisesOf(wire);
    const real = await readReal(read);
    const rows: VerifyRow[] = new Array(asked.length);
    await inParallel(asked.keys(), atOnce, async (at) => {
      rows[at] = await verifyOne(asked[at]!, { wire, real, options });
    });
    return { schemaVersion, ...named, rows, notCompared };
  } finally {
    await wire.close();
    await embedded.stop();
  }
}

/** What is read of the real cluster before its addresses are asked. */
interface Real {
  /** By `namespace/name`; undefined where Services may not be read. */
  readonly addresses: ReadonlyMap<string, readonly string[]> | undefined;
  /** Name of the node by its address. */
  readonly nodes: ReadonlyMap<string, string>;
}

async function readReal(real: Pick<Cluster, 'list'>): Promise<Real> {
  const services = await real.list<Service>(kinds.Service).catch(passRefusal);
  const nodes = (await real.list<Node>(kinds.Node).catch(passRefusal)) ?? [];
  return {
    addresses:
      services &&
      new Map(
        services.map(({ metadata, status }) => [
          `${metadata.namespace ?? ''}/${metadata.name}`,
          (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []),
        ]),
      ),
    nodes: new Map(
      nodes.flatMap(({ metadata, status }) =>
        (status?.addresses ?? []).map(({ address }) => [address, metadata.name] as const),
      ),
    ),
  };
}

/** Without the right to read them, they are not known. */
function passRefusal(thrown: unknown): undefined {
  if (isReason(thrown, 'Forbidden')) return undefined;
  throw thrown;
}

interface Asking {
  readonly wire: Wire;
  readonly real: Real;
  readonly options: HowToAsk;
}

async function verifyOne({ served, check, certificate }: Asked, { wire, real, options }: Asking): Promise<VerifyRow> {
  const { expectation, url, behind } = check;
  const { hostname } = new URL(url);
  const bare = hostname.replace(/^\[|\]$/g, '');
  const to = options.connectTo(bare, served.port);
  const elsewhere = to.host !== bare || to.port !== served.port;
  const target = elsewhere
    ? { host: to.host === bare ? served.ip : to.host, port: to.port }
    : { host: served.ip, port: served.port };
  const answer = await probeReal({ url, ...target, timeoutMs: options.timeoutMs });
  const explanation = 'service' in served.owner ? await wire.explain(served.owner.service, served.ip) : undefined;
  const seen: Seen = {
    answer,
    ...(!elsewhere && isIP(bare) === 0 && { dns: await addressesOf(bare) }),
    ...(real.addresses &&
      'service' in served.owner && { addresses: real.addresses.get(printOwner(served.owner)) ?? [] }),
    ...(!elsewhere && { answeredBy: await nodeAnswering(served.ip, real.nodes) }),
  };
  const outcome = behind && answer.from !== undefined ? await decideFor(wire, served, check, answer.from) : undefined;
  const promised = {
    ...{ host: bare, address: served.ip, certificate, node: explanation?.nodes[0] },
    ...(outcome?.decision && { decision: outcome.decision }),
  };
  const compared = compareWithPromise(promised, seen);
  const reason = compared.differences.length === 0 ? (outcome?.reason ?? compared.reason) : undefined;
  return {
    url,
    address: served.ip,
    connectedTo: `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`,
    ...(answer.from !== undefined && { from: answer.from }),
    ...compared,
    outcome: compared.differences.length > 0 ? 'differs' : reason === undefined ? 'kept' : 'unknown',
    ...(reason !== undefined && { reason }),
    ...(answer.connectMs !== undefined && { connectMs: answer.connectMs }),
    ...(answer.tlsMs !== undefined && { tlsMs: answer.tlsMs }),
    ...(answer.certificate && { trusted: answer.certificate.trusted }),
    object: expectation.object,
  };
}

/** What the gate makes of the request of a client with that address; a reason where that cannot be said. */
async function decideFor(
  wire: Wire,
  served: ServedPort,
  check: Check,
  from: string,
): Promise<{ readonly decision?: GateDecision; readonly reason?: string }> {
  const { views } = await wire.forward(served, from);
  const decisions = await Promise.all(
    views.map(({ address }) => decideCheck(check.behind as GateBehind, check, address)),
  );
  const outcomes = new Set(decisions.map((each) => `${each?.status} ${each?.allowed} ${each?.backend}`));
  if (outcomes.size > 1) return { reason: 'it depends on how the pod network rewrites the address of the client' };
  const [decision] = decisions;
  if (!decision) return { reason: 'the gate says nothing of it' };
  return decision.unknown === undefined ? { decision } : { reason: decision.unknown };
}

const addressesOf = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address);

/** The node that has the hardware address which answered for an address; undefined where this machine does not know. */
async function nodeAnswering(ip: string, nodes: Real['nodes']): Promise<string | undefined> {
  const neighbours = await readNeighbours();
  const mac = neighbours?.get(ip);
  if (!neighbours || mac === undefined) return undefined;
  return [...nodes].find(([address]) => address !== ip && neighbours.get(address) === mac)?.[1];
}
