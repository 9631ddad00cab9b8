import type { Gate, Promises } from '../systems/system.ts';
import { type Check, directChecks, gateBehind, gateChecks } from './verify-checks.ts';
import type { ServedPort, Wire } from './wire.ts';

/** One request to be sent, and what is behind it in the embedded cluster. */
export interface Asked {
  readonly served: ServedPort;
  readonly check: Check;
  /** Whether a certificate for the host is promised to anybody: whoever is refused sees it, too. */
  readonly certificate: boolean;
}

/** Each request once, whoever promises it: there is one client here. */
export async function promisesOf(wire: Wire): Promise<{ asked: readonly Asked[]; notCompared: readonly string[] }> {
  const asked = new Map<string, Omit<Asked, 'certificate'>>();
  const certified = new Set<string>();
  const notCompared = new Set<string>();
  const promises = new Map<Gate, Map<number, Promise<Promises>>>();
  const promisesFor = (gate: Gate, family: 4 | 6): Promise<Promises> => {
    const known = promises.get(gate) ?? new Map<number, Promise<Promises>>();
    promises.set(gate, known);
    const found = known.get(family) ?? gate.promises(family);
    known.set(family, found);
    return found;
  };
  for (const served of await wire.serve()) {
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
  return { asked: all, notCompared: [...notCompared].sort() };
}
