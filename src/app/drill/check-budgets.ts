import type { Finding } from '../../core/finding.ts';
import { faults as allFaults } from '../../systems/faults.ts';
import { isMeant } from '../policies/check-policies.ts';
import { budgetFor, type OutageBudget } from '../policies/outage-budget.ts';
import type { Policies } from '../policies/policy.ts';
import { adviceFor } from './advice.ts';
import type { DrillReport, DrillRow, HostRow } from './drill-report.ts';

/** What begins later is no matter of faults in general: only a budget that names the fault is about it. */
const soonSeconds = 3600;

/** A budget, and where it stands. */
interface Budget {
  readonly budget: OutageBudget;
  readonly file: string;
  readonly line: number | undefined;
}

/** What was drilled, and which hosts could not be watched. */
export type Drilled = Pick<DrillReport, 'drills' | 'hosts' | 'unwatched'>;

/**
 * Holds what drills have shown against the budgets of policies: what is certainly longer is an error, what may be is not known. Neither is a
 * budget of a host that nobody watched.
 */
export function checkBudgets(policies: readonly Policies[], { drills, hosts, unwatched }: Drilled): readonly Finding[] {
  const found = policies.flatMap((each) => [...strangeFaults(each), ...withoutHost(each, hosts, unwatched)]);
  for (const drill of drills)
    for (const host of drill.hosts)
      for (const budget of budgetsOf(policies, host.host)) {
        const finding = judge(drill, host, budget);
        if (finding) found.push(finding);
      }
  return found;
}

/** Those that name the host, else those for all. */
function budgetsOf(policies: readonly Policies[], host: string): readonly Budget[] {
  const own = policies.flatMap(({ file, hosts }) =>
    hosts.flatMap((each): readonly Budget[] =>
      each.outage && each.host.some((name) => isMeant({ host: bare(host) }, name))
        ? [{ budget: each.outage, file, line: each.outageLine }]
        : [],
    ),
  );
  if (own.length > 0) return own;
  return policies.flatMap(({ file, outage, outageLine }) =>
    outage ? [{ budget: outage, file, line: outageLine }] : [],
  );
}

/** A Service with an address of its own is called by its name or its address. */
const bare = (host: string): string => host.replace(/ \(.*\)$/, '');

function judge(drill: DrillRow, host: HostRow, { budget, file, line }: Budget): Finding | undefined {
  const seconds = budgetFor(budget, drill.faults);
  if (seconds === undefined) return undefined;
  const named = budget.has(drill.faults.length > 1 ? 'pairs' : (drill.faults[0] ?? ''));
  const begins = Math.min(...host.phases.map(({ from }) => from[0]));
  if (!named && begins > soonSeconds) return undefined;
  const common = { file, ...(line !== undefined && { line }) };
  const what = `${host.host}: ${drill.name}`;
  if (host.state === 'lasting' && seconds < Number.POSITIVE_INFINITY)
    return {
      ...common,
      ...tooLong(`${what}: the outage does not end by itself, and ${print(seconds)} are allowed`, drill, host),
    };
  const [least, most] = host.seconds ?? [0, 0];
  if (host.state !== 'outage' || most <= seconds) return undefined;
  const range = `${least} to ${most} s without all answers, and ${print(seconds)} are allowed`;
  if (least > seconds) return { ...common, ...tooLong(`${what}: ${range}`, drill, host) };
  return {
    ...common,
    ...{ code: 'outage-perhaps-too-long', severity: 'unknown', message: `${what}: ${range}` },
    ...{ why: host.phases.at(-1)?.reason, knownBy: 'the moment of the fault: upstream leaves it open in this range' },
  };
}

const tooLong = (message: string, drill: DrillRow, host: HostRow) => ({
  ...{ code: 'outage-too-long', severity: 'error' as const, message },
  ...{ why: host.phases.at(-1)?.reason, hint: adviceFor(drill, host) },
});

const print = (seconds: number): string => `${seconds} s`;

/** Budgets of hosts that were not drilled: nothing is said of them. */
function withoutHost(
  { file, hosts: policies }: Policies,
  hosts: readonly string[],
  unwatched: DrillReport['unwatched'],
): Finding[] {
  const isNamed = (name: string) => (host: string) => isMeant({ host: bare(host) }, name);
  return policies.flatMap(({ host: names, outage, outageLine }) =>
    (outage ? names : []).flatMap((name): readonly Finding[] => {
      if (hosts.some(isNamed(name))) return [];
      const lost = unwatched.find(({ host }) => isNamed(name)(host));
      const place = { file, ...(outageLine !== undefined && { line: outageLine }) };
      const why = lost
        ? `it is not answered before any fault: ${lost.reason}`
        : 'no route names the host at any address';
      return [
        {
          ...{ code: 'outage-not-drilled', severity: 'unknown', ...place },
          message: `${name} has a budget for outages, and ${why}`,
          knownBy: lost ? 'what makes it answer' : 'a route for it, or another name in the policy',
        },
      ];
    }),
  );
}

/** Names in budgets that no fault has. */
function strangeFaults({ file, hosts, outage, outageLine }: Policies): Finding[] {
  const known = new Set(['default', 'pairs', ...allFaults.map(({ id }) => id)]);
  const all = [{ outage, outageLine }, ...hosts];
  return all.flatMap((each) =>
    [...(each.outage?.keys() ?? [])]
      .filter((name) => !known.has(name))
      .map((name) => ({
        ...{
          code: 'policy-file-invalid',
          severity: 'error' as const,
          message: `outage.${name}: there is no such fault`,
          file,
        },
        ...(each.outageLine !== undefined && { line: each.outageLine }),
        hint: `faults are ${[...known].join(', ')}`,
      })),
  );
}
