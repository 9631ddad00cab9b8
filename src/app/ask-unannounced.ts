import type { Cluster } from '../cluster/cluster.ts';
import { explainEndpoints } from '../controlplane/networking/explain-endpoints.ts';
import { probeReal } from '../operate/probe-real.ts';
import type { HowToAsk } from './how-to-ask.ts';
import type { VerifyRow } from './verify-report.ts';
import { printOwner, type ServedPort, type Wire } from './wire.ts';

/** A port of a Service whose address no node announces: nothing that is promised there can be kept. */
export interface Unannounced {
  readonly served: ServedPort;
  /** Why nobody announces it. */
  readonly reason: string;
  /** The workload behind it is asked to run no pods: that nobody answers is meant. */
  readonly isMeant: boolean;
}

/** A served port that no node answers for, and why; undefined where one does, or where nobody can tell. */
export async function findUnannounced(
  cluster: Cluster,
  wire: Wire,
  served: ServedPort,
): Promise<Unannounced | undefined> {
  if (!('service' in served.owner)) return undefined;
  const { service } = served.owner;
  const explained = await wire.explain(service, served.ip);
  if (!explained || explained.nodes.length > 0) return undefined;
  const idle = await explainEndpoints(cluster, printOwner(served.owner));
  const last = explained.hops.at(-1);
  const said = [...new Set([last?.decision, last?.reason])].filter((each) => each !== undefined).join(': ');
  return { served, reason: idle ? `${said}; ${idle.reason}` : said, isMeant: idle?.resting !== undefined };
}

/**
 * Tries whether a connection comes about all the same. Where it does, or where the objects do not tell everything, who answers is not known;
 * else the address is announced by nobody, and that is a difference.
 */
export async function askUnannounced(
  { served, reason, isMeant }: Unannounced,
  { connectTo, timeoutMs }: HowToAsk,
  isWhole: boolean,
): Promise<VerifyRow> {
  const { ip, port } = served;
  const bracketed = ip.includes(':') ? `[${ip}]` : ip;
  const to = connectTo(ip, port);
  const url = `tcp://${bracketed}:${port}`;
  const answer = await probeReal({ url, host: to.host, port: to.port, timeoutMs });
  const isOpen = answer.stopped === undefined;
  const observed = isOpen ? 'takes the connection' : (answer.error ?? 'no answer');
  const base = {
    ...{ url, address: ip, connectedTo: `${to.host.includes(':') ? `[${to.host}]` : to.host}:${to.port}` },
    ...(answer.from !== undefined && { from: answer.from }),
    ...(answer.connectMs !== undefined && { connectMs: answer.connectMs }),
    ...{ expected: `a node announces ${ip}`, observed, object: `Service/${printOwner(served.owner)}` },
  };
  const open = isOpen
    ? `something takes the connection, though by its objects nobody announces ${ip} (${reason})`
    : isMeant || !isWhole
      ? `nobody announces ${ip}: ${reason}`
      : undefined;
  if (open !== undefined) return { ...base, differences: [], outcome: 'unknown', reason: open };
  const hint = '`gatehouse doctor` on the same cluster or snapshot looks for what stands behind it';
  const difference = { step: 'announcement', expected: base.expected, observed: `none does: ${reason}`, hint } as const;
  return { ...base, differences: [difference], outcome: 'differs' };
}
