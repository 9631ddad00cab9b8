import { isIP } from 'node:net';
import type { Cluster } from '../cluster/cluster.ts';
import { isReason } from '../cluster/status-error.ts';
import { kinds, type Node, type Service } from '../kube/types.ts';
import { readNeighbours } from '../operate/neighbours.ts';
import { probeReal } from '../operate/probe-real.ts';
import type { GateDecision } from '../systems/system.ts';
import type { HowToAsk } from './how-to-ask.ts';
import type { OpenNames } from './open-names.ts';
import type { Asked } from './promised-requests.ts';
import { type Check, decideCheck, type GateBehind } from './verify-checks.ts';
import { compareWithPromise, type Seen } from './verify-compare.ts';
import type { VerifyRow } from './verify-report.ts';
import { printOwner, type ServedPort, type Wire } from './wire.ts';

/** What is read of the real cluster before its addresses are asked. */
export interface Real {
  /** By `namespace/name`; undefined where Services may not be read. */
  readonly addresses: ReadonlyMap<string, readonly string[]> | undefined;
  /** Name of the node by its address. */
  readonly nodes: ReadonlyMap<string, string>;
}

/** Reads where the real cluster has its addresses and nodes. */
export async function readReal(real: Pick<Cluster, 'list'>): Promise<Real> {
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
  readonly names: OpenNames;
}

/** Asks a real cluster for one promise, and compares what is seen with it. */
export async function askReal(
  { served, check, certificate }: Asked,
  { wire, real, options, names }: Asking,
): Promise<VerifyRow> {
  const { expectation, url, behind } = check;
  const { hostname } = new URL(url);
  const bare = hostname.replace(/^\[|\]$/g, '');
  const to = options.connectTo(bare, served.port);
  const elsewhere = to.host !== bare || to.port !== served.port;
  const target = elsewhere
    ? { host: to.host === bare ? served.ip : to.host, port: to.port }
    : { host: served.ip, port: served.port };
  const isNamed = !elsewhere && isIP(bare) === 0;
  const known = isNamed ? names.addressesOf(bare) : undefined;
  const { alpn } = check.expectation.stream ?? {};
  const answer = await probeReal({ url, ...target, ...(alpn && { alpn }), timeoutMs: options.timeoutMs });
  const dns = await known;
  const explanation = 'service' in served.owner ? await wire.explain(served.owner.service, served.ip) : undefined;
  const seen: Seen = {
    answer,
    ...(dns && { dns }),
    ...(real.addresses &&
      'service' in served.owner && { addresses: real.addresses.get(printOwner(served.owner)) ?? [] }),
    ...(!elsewhere && { answeredBy: await nodeAnswering(served.ip, real.nodes) }),
  };
  const outcome = behind && answer.from !== undefined ? await decideFor(wire, served, check, answer.from) : undefined;
  const promised = {
    ...{ host: bare, address: served.ip, certificate, node: explanation?.nodes[0] },
    // Of bytes of any kind a connection is all that can be seen from outside.
    ...(outcome?.decision && !check.stream && { decision: outcome.decision }),
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
  if (check.stream && !decision.allowed)
    return { reason: 'the gate lets this client not through, which a connection alone does not show' };
  return decision.unknown === undefined ? { decision } : { reason: decision.unknown };
}

/** The node that has the hardware address which answered for an address; undefined where this machine does not know. */
async function nodeAnswering(ip: string, nodes: Real['nodes']): Promise<string | undefined> {
  const neighbours = await readNeighbours();
  const mac = neighbours?.get(ip);
  if (!neighbours || mac === undefined) return undefined;
  return [...nodes].find(([address]) => address !== ip && neighbours.get(address) === mac)?.[1];
}
