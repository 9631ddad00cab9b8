import type { Values } from '../../charts/contract.ts';

/** What the objects of a release are called, and labelled with. */
export interface ChartNames {
  readonly fullname: string;
  readonly namespace: string;
  readonly account: string;
  readonly selector: Values;
  readonly labels: Values;
}

const apiVersion = 'rbac.authorization.k8s.io/v1';
const watched = ['get', 'list', 'watch'];
const aggregated = Object.fromEntries(
  ['admin', 'edit', 'view'].map((role) => [`rbac.authorization.k8s.io/aggregate-to-${role}`, 'true']),
);

/** The rights of its account: what it reads of nodes and pods, whom it asks about callers, and who may read what it serves (templates/*role*.yaml). */
export const rbacOf = ({ fullname, namespace, account, labels }: ChartNames): readonly Values[] => {
  const subjects = [{ kind: 'ServiceAccount', name: account, namespace }];
  const bind = (kind: string, metadata: Values, role: { readonly kind: string; readonly name: string }): Values => ({
    ...{ apiVersion, kind, metadata: { ...metadata, labels }, subjects },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', ...role },
  });
  const own = `system:${fullname}`;
  const delegator = 'system:auth-delegator';
  const reader = { kind: 'Role', name: 'extension-apiserver-authentication-reader' };
  return [
    clusterRole(own, labels, [
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods', 'nodes', 'namespaces', 'configmaps'], verbs: watched },
    ]),
    clusterRole('system:metrics-server-aggregated-reader', { ...labels, ...aggregated }, [
      { apiGroups: ['metrics.k8s.io'], resources: ['pods', 'nodes'], verbs: watched },
    ]),
    bind('ClusterRoleBinding', { name: own }, { kind: 'ClusterRole', name: own }),
    bind('ClusterRoleBinding', { name: `${fullname}:${delegator}` }, { kind: 'ClusterRole', name: delegator }),
    bind('RoleBinding', { name: `${fullname}-auth-reader`, namespace: 'kube-system' }, reader),
  ];
};

const clusterRole = (name: string, labels: Values, rules: readonly Values[]): Values => ({
  ...{ apiVersion, kind: 'ClusterRole', metadata: { name, labels }, rules: [...rules] },
});
