import type { Cluster } from '../../cluster/cluster.ts';
import { namesOf } from '../../compose/migration/name-steps.ts';
import { compareText } from '../../core/finding.ts';
import { type Lab, labDefinition } from '../../systems/lab.ts';
import type { Gate, Promises } from '../../systems/system.ts';
import { type Check, directChecks, gateBehind, gateChecks } from '../verify-checks.ts';
import type { ServedPort, Wire } from '../wire.ts';
import { listPorts } from '../wire-serving.ts';
import { askedFor, placeOf } from './asked-for.ts';
import type { DrilledCheck } from './drilled-check.ts';
import { lookAt, type Seen } from './look.ts';

/** The requests that are watched, and hosts of which none is. */
export interface DrilledChecks {
  readonly checks: readonly DrilledCheck[];
  readonly unwatched: readonly { readonly host: string; readonly reason: string }[];
  /** What clients see of those hosts instead. */
  readonly lost: readonly { readonly check: DrilledCheck; readonly seen: Seen }[];
}

/** What clients of each host ask for that is promised to them and that they get now. */
export async function drilledChecks(cluster: Cluster, wire: Wire, lab?: Lab): Promise<DrilledChecks> {
  const found = askedFor(named(await allChecks(cluster, wire), lab));
  const kept: DrilledCheck[] = [];
  const lost: { check: DrilledCheck; seen: Seen }[] = [];
  for (const each of found) {
    const seen = await lookAt({ cluster, wire }, each);
    if (seen.sees === 'ok') kept.push(each);
    else lost.push({ check: each, seen });
  }
  const hosts = new Set(kept.map(({ host }) => host));
  const unwatched = lost.filter(({ check }) => !hosts.has(check.host));
  const reasons = new Map(unwatched.map(({ check, seen }) => [check.host, seen.reason]));
  return {
    checks: usual(kept).sort((a, b) => compareText(a.host, b.host)),
    unwatched: [...reasons].map(([host, reason]) => ({ host, reason })),
    lost: unwatched,
  };
}

/** Where the lab says at which addresses a host is asked for, it is asked for there alone. */
function named(all: readonly DrilledCheck[], lab: Lab | undefined): readonly DrilledCheck[] {
  if (!lab) return all;
  const names = namesOf(labDefinition.plan(lab));
  const isNamed = ({ host, served }: DrilledCheck) => names.get(host)?.includes(served.ip) ?? false;
  return all.filter((each) => isNamed(each) || !all.some((other) => other.host === each.host && isNamed(other)));
}

async function allChecks(cluster: Cluster, wire: Wire): Promise<readonly DrilledCheck[]> {
  const isGate = (pod: Parameters<Gate['owns']>[0]) => wire.gates.some((gate) => gate.owns(pod));
  const known = new Map<string, Promise<Promises>>();
  const promisesOf = (gate: Gate, family: 4 | 6) => {
    const key = `${wire.gates.indexOf(gate)} ${family}`;
    const found = known.get(key) ?? gate.promises(family);
    known.set(key, found);
    return found;
  };
  const checks: DrilledCheck[] = [];
  for (const port of await listPorts(cluster, isGate)) {
    const served = { ...port, host: '', localPort: 0 };
    const behind = await gateBehind(wire, served, promisesOf);
    const own = behind ? await gateChecks(wire, behind, served) : await directChecks(wire, served);
    const gate = behind && wire.gates.indexOf(behind.gate);
    for (const check of own)
      if (!behind || !isAddress(check, served)) checks.push({ host: hostOf(check, served), served, check, gate });
  }
  return checks.filter(({ check }) => check.expectation.client !== 'outside');
}

/** Whoever has no name is called by the Service that has the address. */
function hostOf(check: Check, served: ServedPort): string {
  const { owner, ip } = served;
  const name = check.expectation.host.replace(/^\[|\]$/g, '');
  return isAddress(check, served) && 'service' in owner ? `${owner.service.metadata.name} (${ip})` : name;
}

const isAddress = ({ expectation: { host } }: Check, { ip }: ServedPort): boolean => host === ip || host === `[${ip}]`;

/** Of each host and address what people ask for: over TLS where it is served so, at the shortest path. */
function usual(all: readonly DrilledCheck[]): DrilledCheck[] {
  const secure = new Set(all.filter(({ check }) => check.expectation.tls).map(placeOf));
  const fitting = all.filter((each) => each.check.expectation.tls === secure.has(placeOf(each)));
  const shortest = new Map<string, number>();
  for (const each of fitting) {
    const { length } = each.check.expectation.path;
    shortest.set(placeOf(each), Math.min(shortest.get(placeOf(each)) ?? length, length));
  }
  return fitting.filter((each) => each.check.expectation.path.length === shortest.get(placeOf(each)));
}
