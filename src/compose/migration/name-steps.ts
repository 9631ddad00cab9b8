import { compareText } from '../../core/finding.ts';
import type { AskedAddress } from '../../lab/address-plan.ts';
import type { LabPlan } from '../../lab/lab-plan.ts';
import { listOf } from '../../lab/list-of.ts';
import { addressFact, type MigrationStep, namesFact } from './step.ts';

/** A name, or whatever points to an address, and where it points to before and after; empty where there is none. */
export interface MovedName {
  readonly name: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** Addresses that each host points to, in order of the hosts; what has an address and no host is there by its owner. */
export function namesOf({ asked, routes }: Pick<LabPlan, 'asked' | 'routes'>): ReadonlyMap<string, readonly string[]> {
  const addressOf = (kind: AskedAddress['kind']) =>
    asked.filter((each) => each.kind === kind).flatMap(({ value }) => listOf(value));
  const hosts = routes.flatMap(({ at, hosts }) => hosts.map(({ host }) => [host, addressOf(at)] as const));
  const owners = asked.map(({ owner, value }) => [owner, listOf(value)] as const);
  return new Map([...owners, ...hosts.sort(([a], [b]) => compareText(a, b))]);
}

/** Names that point elsewhere after, and names that are new. */
export function movedNames(from: LabPlan, to: LabPlan): readonly MovedName[] {
  const [before, after] = [namesOf(from), namesOf(to)];
  return [...after]
    .map(([name, addresses]) => ({ name, from: before.get(name) ?? [], to: addresses }))
    .filter(({ from: old, to: now }) => old.join() !== now.join());
}

/** What a person does with DNS records and port forwards: what moves or comes, and at the end what goes. */
export function nameSteps(
  from: LabPlan,
  to: LabPlan,
  seconds: number,
): { readonly move: readonly MigrationStep[]; readonly drop: readonly MigrationStep[] } {
  const moved = movedNames(from, to).filter(({ name, from: old }) => old.length > 0 || name.includes('.'));
  const gone = [...namesOf(from)].filter(([name]) => name.includes('.') && !namesOf(to).has(name));
  return {
    move: moved.length === 0 ? [] : [moveStep(moved, seconds)],
    drop: gone.length === 0 ? [] : [dropStep(gone)],
  };
}

function moveStep(moved: readonly MovedName[], seconds: number): MigrationStep {
  const changed = moved.filter(({ from }) => from.length > 0);
  const hosts = changed.length > 0 ? changed : moved;
  return {
    id: 'names',
    title: changed.length > 0 ? 'Move DNS records and port forwards' : 'Write DNS records for new names',
    by: 'person',
    todo: [
      ...moved.map(
        ({ name, from, to }) => `${name}: ${from.length > 0 ? `${from.join(', ')} → ` : ''}${to.join(', ')}`,
      ),
      ...(changed.length > 0 ? [`wait until the old records are forgotten (their TTL, here ${seconds} s)`] : []),
    ],
    why:
      changed.length > 0
        ? `clients ask where their records point: until then they go to ${[...new Set(hosts.flatMap(({ from }) => from))].join(', ')}`
        : 'a name without a record leads nowhere',
    needs: [...new Set(moved.flatMap(({ to }) => to))].map(addressFact),
    gives: [namesFact],
    action: { type: 'names' },
  };
}

const dropStep = (gone: readonly (readonly [string, readonly string[]])[]): MigrationStep => ({
  id: 'names-gone',
  title: 'Remove DNS records of names that are gone',
  by: 'person',
  todo: gone.map(([name, addresses]) => `${name}: ${addresses.join(', ')}`),
  why: 'they would lead clients to a gate that answers 404, or to whoever gets the address next',
  needs: [],
  gives: [],
  action: { type: 'wait', seconds: 0 },
});
