import type { Cluster } from '../cluster/cluster.ts';
import { kinds, type Service } from '../kube/types.ts';
import type { Gate, Promises } from '../systems/system.ts';
import { findUnannounced, type Unannounced } from './ask-unannounced.ts';
import { type Check, directChecks, gateBehind, gateChecks } from './verify-checks.ts';
import type { ServedPort, Wire } from './wire.ts';

/** One request to be sent, and what is behind it in the embedded cluster. */
export interface Asked {
  readonly served: ServedPort;
  readonly check: Check;
  /** Whether a certificate for the host is promised to anybody: whoever is refused sees it, too. */
  readonly certificate: boolean;
}

/** What is promised: what is asked for, where nobody can answer, and what nothing is asked of. */
export interface PromisedRequests {
  readonly asked: readonly Asked[];
  readonly unannounced: readonly Unannounced[];
  /** What could not be compared, and why. */
  readonly notCompared: readonly string[];
}

/** Each request once, whoever promises it: there is one client here. */
export async function promisesOf(cluster: Cluster, wire: Wire): Promise<PromisedRequests> {
  const asked = new Map<string, Omit<Asked, 'certificate'>>();
  const certified = new Set<string>();
  const unannounced: Unannounced[] = [];
  const notCompared = new Set<string>(await withoutAddress(cluster));
  const promises = new Map<Gate, Map<number, Promise<Promises>>>();
  const promisesFor = (gate: Gate, family: 4 | 6): Promise<Promises> => {
    const known = promises.get(gate) ?? new Map<number, Promise<Promises>>();
    promises.set(gate, known);
    const found = known.get(family) ?? gate.promises(family);
    known.set(family, found);
    return found;
  };
  for (const served of await wire.serve()) {
    const unheard = await findUnannounced(cluster, wire, served);
    if (unheard && served.protocol === 'TCP') unannounced.push(unheard);
    else if (unheard) notCompared.add(`udp://${served.ip}:${served.port}: nobody announces it: ${unheard.reason}`);
    if (unheard) continue;
    const gate = await gateBehind(wire, served, promisesFor);
    const checks = gate ? await gateChecks(wire, gate, served) : await directChecks(wire, served);
    for (const check of checks) {
      const { certificate, host, tls } = check.expectation;
      if (certificate && tls) certified.add(`${host} ${served.ip}`);
      if (served.protocol === 'UDP') notCompared.add(`${check.url}: nobody has to answer a datagram`);
      else if (check.expectation.visitor) notCompared.add(`${check.url}: nobody signs in from here`);
      else if (!asked.has(`${check.url} ${served.ip}`)) asked.set(`${check.url} ${served.ip}`, { served, check });
    }
  }
  const isCertified = ({ check: { expectation }, served }: Omit<Asked, 'certificate'>) =>
    expectation.tls && certified.has(`${expectation.host} ${served.ip}`);
  const all = [...asked.values()].map((each) => ({ ...each, certificate: isCertified(each) }));
  return { asked: all, unannounced, notCompared: [...notCompared].sort() };
}

/** Services that are to have an address and have none: there is nowhere to ask. */
async function withoutAddress(cluster: Cluster): Promise<readonly string[]> {
  const services = await cluster.list<Service>(kinds.Service);
  return services
    .filter(({ spec, status }) => spec.type === 'LoadBalancer' && (status?.loadBalancer?.ingress ?? []).length === 0)
    .map(({ metadata }) => `Service/${metadata.namespace}/${metadata.name}: nobody has given it an address`);
}
