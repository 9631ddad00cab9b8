import { GatehouseError } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import { groupOf } from '../kube/object.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';

/** For whom rights are printed. */
export interface RbacOptions {
  /** Those that `up --context` needs as well. */
  readonly write: boolean;
  /** Who gets them: `User:jane`, `Group:admins`, `ServiceAccount:namespace/name`; a user that has to be filled in when left out. */
  readonly subject?: string;
}

const name = (write: boolean): string => (write ? 'gatehouse-writer' : 'gatehouse-reader');

const reading = ['get', 'list', 'watch'];

/** A ClusterRole with the rights that commands need on a real cluster, and its binding. Throws when nobody is named. */
export function rbacObjects({ write, subject }: RbacOptions): readonly object[] {
  const metadata = { name: name(write), labels: { 'app.kubernetes.io/managed-by': 'gatehouse' } };
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata,
    rules: write ? [...readRules, ...writeRules()] : readRules,
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
