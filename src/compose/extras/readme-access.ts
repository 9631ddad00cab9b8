import { compareText } from '../../core/finding.ts';
import type { PlannedLab, PlannedRoute } from '../../lab/lab-plan.ts';
import { listOf } from '../../lab/list-of.ts';

/** Who may enter what the gate serves: from which networks, and in which groups of the login. */
export function accessSection(planned: PlannedLab): string {
  const rows = planned.plan.routes.map((route) => {
    const hosts = route.hosts.map(({ host }) => host).join(', ');
    return `| ${route.owner} | ${hosts} | ${networksOf(planned, route)} | ${signIn(planned, route)} |`;
  });
  if (rows.length === 0) return '';
  return `## Who may enter\n\n| what | hosts | from | signed in |\n|---|---|---|---|\n${[...new Set(rows)].sort(compareText).join('\n')}`;
}

function networksOf({ lab, plan }: PlannedLab, { owner }: PlannedRoute): string {
  const access = plan.access.find((each) => each.owner === owner);
  if (!access) return 'everywhere';
  const { trusted, cidr } = lab.network;
  return (access.networks ?? (trusted.length > 0 ? trusted : listOf(cidr))).join(', ');
}

function signIn({ plan }: PlannedLab, { owner, hosts }: PlannedRoute): string {
  const isHere = (each: { readonly owner: string; readonly hosts: readonly string[] }) =>
    each.owner === owner || each.hosts.some((host) => hosts.some((own) => own.host === host));
  const login = plan.logins.find(isHere);
  if (login) return `one of ${login.groups.join(', ')}`;
  return plan.clients.some(isHere) ? 'by the app, at the login' : '–';
}
