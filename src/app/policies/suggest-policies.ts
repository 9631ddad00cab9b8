import { isSameSet, isWithin, parseAddressSet, printAddressSet, union } from '../../core/address-set.ts';
import { compareText } from '../../core/finding.ts';
import { writeYaml } from '../../kube/yaml-write.ts';
import type { ReachAccess, ReachReport, ReachRow } from '../reach-report.ts';

/**
 * The policies that hold today, as the text of a file: for each host who reaches it, what login it takes, and its certificate. Hosts of
 * which something is not known are left out, named in a comment.
 */
export function suggestPolicies({ rows }: Pick<ReachReport, 'rows'>): string {
  const byHost = new Map<string, ReachRow[]>();
  for (const row of rows) byHost.set(row.host, [...(byHost.get(row.host) ?? []), row]);
  const known = [...byHost].filter(([, own]) => !own.some(isOpen) && own.some((row) => reachOf(row).length > 0));
  const open = [...byHost.keys()].filter((host) => !known.some(([name]) => name === host)).sort(compareText);
  const hosts = byPolicy(known.sort(([a], [b]) => compareText(a, b)).map(([host, own]) => [host, policyOf(own)]));
  const head = [
    '# What holds today, written down by `gatehouse policy suggest`: `gatehouse policy` and `gatehouse check` tell when it no longer does.',
    ...(open.length > 0 ? [`# Left out, as nobody reaches them or it is not known who does: ${open.join(', ')}`] : []),
  ];
  return `${head.join('\n')}\n${writeYaml({ policies: { hosts } })}`;
}

const isOpen = ({ access }: ReachRow): boolean =>
  access.some(({ answers }) => answers.some(({ does }) => does === 'not-known'));

const clientsOf = ({ answers }: ReachAccess) =>
  parseAddressSet(answers.flatMap(({ does, clients }) => (does === 'reached' ? clients : [])));

const reachOf = ({ access }: ReachRow) => union(...access.map(clientsOf));

type Suggested = ReturnType<typeof policyOf>;

/** Hosts of which the same holds are one entry. */
function byPolicy(each: readonly (readonly [string, Suggested])[]) {
  const same = new Map<string, { readonly host: string[]; readonly policy: Suggested }>();
  for (const [host, policy] of each) {
    const key = JSON.stringify(policy);
    const entry = same.get(key) ?? { host: [], policy };
    entry.host.push(host);
    same.set(key, entry);
  }
  return [...same.values()].map(({ host, policy }) => ({ host, ...policy }));
}

function policyOf(rows: readonly ReachRow[]) {
  const reached = rows.filter((row) => reachOf(row).length > 0);
  const set = union(...reached.map(reachOf));
  const families = new Set(rows.map(({ address }) => (address.includes(':') ? 6 : 4)));
  const always = wordsOf(set, families);
  const certificates = new Set(rows.flatMap(({ certificate }) => certificate || []));
  const [certificate] = certificates;
  const needed = loginOf(reached);
  return {
    ...(always === 'everyone' ? {} : { from: always }),
    always,
    ...(needed === undefined ? {} : { login: needed }),
    ...(certificate !== undefined && certificates.size === 1 && certificate.includes('/') ? { certificate } : {}),
  };
}

/** A set of the families that are served. Networks by their names could change with the lab, and the policy with them. */
function wordsOf(set: ReturnType<typeof parseAddressSet>, families: ReadonlySet<number>): string | readonly string[] {
  const all = parseAddressSet(['0.0.0.0/0', '::/0']).filter(({ family }) => families.has(family));
  return isSameSet(set, all) ? 'everyone' : printAddressSet(set);
}

/** Groups, one of which everybody who reaches it is in; `true` where it takes a login alone. */
function loginOf(rows: readonly ReachRow[]): true | readonly string[] | undefined {
  const entering = rows.flatMap(({ access }) => access.filter((each) => !isWithin(clientsOf(each), [])));
  if (entering.length === 0 || entering.some(({ who }) => who === 'anybody')) return undefined;
  const groups = entering.map(({ visitor }) => visitor?.groups ?? []);
  return groups.every(({ length }) => length > 0) ? [...new Set(groups.flat())].sort(compareText) : true;
}
