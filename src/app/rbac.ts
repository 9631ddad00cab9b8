import { GatehouseError } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import { groupOf } from '../kube/object.ts';
import type { NeededRight } from '../operate/apply/needed-rights.ts';
import { readRepository } from '../repo/repository.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';
import { rightsOf } from './live/direct-rights.ts';
import type { EngineName } from './live/live-report.ts';
import { loadSubject } from './load-subject.ts';
import { nothingToFollow } from './nothing-to-follow.ts';

/** For whom rights are printed. */
export interface RbacOptions {
  /** Those that `up --context` needs as well. */
  readonly write: boolean;
  /** What brings files there: what delivers in the cluster when left out; `direct` writes everything itself. */
  readonly engine?: EngineName;
  /** Of the direct engine: what is brought; any kind when left out. */
  readonly rights?: readonly NeededRight[];
  /** Who gets them: `User:jane`, `Group:admins`, `ServiceAccount:namespace/name`; a user that has to be filled in when left out. */
  readonly subject?: string;
}

const name = (write: boolean): string => (write ? 'gatehouse-writer' : 'gatehouse-reader');

const reading = ['get', 'list', 'watch'];

/** A ClusterRole with the rights that commands need on a real cluster, and its binding. Throws when nobody is named. */
export function rbacObjects({ write, subject, engine, rights }: RbacOptions): readonly object[] {
  const metadata = { name: name(write), labels: { 'app.kubernetes.io/managed-by': 'gatehouse' } };
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata,
    rules: write ? [...readRules, ...(engine === 'direct' ? directRules(rights) : writeRules())] : readRules,
  };
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: name(write) },
    subjects: [subjectOf(subject ?? 'User:YOUR-NAME')],
  };
  return [role, binding];
}

/** A snapshot wants every kind there is, those of definitions that come later as well. */
const readRules = [
  { apiGroups: ['*'], resources: ['*'], verbs: reading },
  { nonResourceURLs: ['/version', '/api', '/api/*', '/apis', '/apis/*', '/livez', '/readyz'], verbs: ['get'] },
];

/** What starts the delivery is applied, and the Secrets it needs are made; all else is done by the delivery itself. */
function writeRules() {
  const asked = systems.flatMap((system: System) => system.delivers?.asked ?? []);
  const groups = [...new Set(asked.map(({ apiVersion }) => groupOf(apiVersion)))].sort(compareText);
  return [
    { apiGroups: [''], resources: ['namespaces', 'secrets'], verbs: ['create', 'patch', 'update'] },
    ...(groups.length > 0 ? [{ apiGroups: groups, resources: ['*'], verbs: ['create', 'patch', 'update'] }] : []),
  ];
}

/** Whoever makes roles must hold what they grant, or be allowed to pass that over (kubernetes docs reference/access-authn-authz/rbac). */
const passing = {
  apiGroups: ['rbac.authorization.k8s.io'],
  resources: ['clusterroles', 'roles'],
  verbs: ['bind', 'escalate'],
};

/** Everything that is brought is applied, and deleted when it leaves: the inventory, Secrets and records of helm with it. */
function directRules(rights: readonly NeededRight[] | undefined) {
  if (!rights) return [{ apiGroups: ['*'], resources: ['*'], verbs: ['create', 'delete', 'patch', 'update'] }, passing];
  const grouped = new Map<string, { apiGroups: string[]; resources: Set<string>; verbs: readonly string[] }>();
  for (const { group, resource, verbs } of merged(rights)) {
    const key = `${group} ${verbs.join()}`;
    const rule = grouped.get(key) ?? { apiGroups: [group], resources: new Set<string>(), verbs };
    rule.resources.add(resource);
    grouped.set(key, rule);
  }
  const rules = [...grouped.values()].map(({ resources, ...rule }) => ({ ...rule, resources: [...resources].sort() }));
  const hasRoles = rights.some(({ group }) => group === 'rbac.authorization.k8s.io');
  return [...rules, ...(hasRoles ? [passing] : [])];
}

/** Each resource once, wherever it is needed: a role of the whole cluster is bound. */
function merged(rights: readonly NeededRight[]): readonly NeededRight[] {
  const all = new Map<string, NeededRight>();
  for (const { group, resource, verbs } of rights) {
    const key = `${group}/${resource}`;
    const both = new Set([...(all.get(key)?.verbs ?? []), ...verbs]);
    all.set(key, { group, resource, verbs: [...both].sort(compareText) });
  }
  return [...all.values()].sort((a, b) => compareText(a.group, b.group) || compareText(a.resource, b.resource));
}

/** The same for what is at a path: what brings it there, and what that is. Throws where it cannot be read to its end. */
export async function rbacOf(
  path: string,
  { engine, ...options }: Omit<RbacOptions, 'rights'>,
): Promise<readonly object[]> {
  const subject = await loadSubject(path);
  if (!subject.usable || subject.missing.length > 0) throw nothingToFollow(path);
  const { install } = readRepository(subject.tree);
  const wanted = engine ?? (install ? 'direct' : 'flux');
  if (wanted !== 'direct' || !install) return rbacObjects({ ...options, engine: wanted });
  return rbacObjects({ ...options, engine: wanted, rights: rightsOf(subject, install) });
}

/** Whom a text names. */
function subjectOf(text: string) {
  const [, kind = '', whom = ''] = /^(User|Group|ServiceAccount):(.+)$/.exec(text) ?? [];
  const [namespace, account] = whom.split('/');
  if (kind === 'ServiceAccount' && namespace && account) return { kind, name: account, namespace };
  if (kind === 'User' || kind === 'Group') return { apiGroup: 'rbac.authorization.k8s.io', kind, name: whom };
  throw new GatehouseError(`--to ${text}: names nobody who can have rights`, {
    hint: '--to User:NAME, --to Group:NAME or --to ServiceAccount:NAMESPACE/NAME',
  });
}
