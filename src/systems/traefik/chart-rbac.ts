import type { Values } from '../../charts/contract.ts';
import { isSet, textAt } from '../chart-values.ts';
import type { TraefikRelease } from './chart-release.ts';
import type { ChartSwitches } from './chart-versions.ts';

const read = ['get', 'list', 'watch'];

const rule = (apiGroups: string[], resources: string[], verbs: string[]): Values => ({ apiGroups, resources, verbs });

const ownKinds = [
  ...['ingressroutes', 'ingressroutetcps', 'ingressrouteudps', 'middlewares', 'middlewaretcps', 'serverstransports'],
  ...['serverstransporttcps', 'tlsoptions', 'tlsstores', 'traefikservices'],
];

/** What the controller may do, by chart version (`templates/rbac/clusterrole.yaml`, providers CRD and Ingress). */
function rulesOf({ userVariable, namespaceRules }: ChartSwitches): Values[] {
  const networking = ['extensions', 'networking.k8s.io'];
  const first = userVariable
    ? [rule([''], ['configmaps', 'nodes', 'services'], read)]
    : [rule([''], ['nodes'], read), rule([''], ['services'], read)];
  return [
    ...first,
    rule(['discovery.k8s.io'], ['endpointslices'], ['list', 'watch']),
    ...(userVariable ? [rule([''], ['pods'], ['get'])] : []),
    rule([''], ['secrets'], read),
    rule(networking, ['ingressclasses', 'ingresses'], read),
    rule(networking, ['ingresses/status'], ['update']),
    ...(namespaceRules ? [rule([''], ['namespaces'], ['list', 'watch'])] : []),
    rule(['traefik.io'], ownKinds, read),
  ];
}

/** Service account, cluster role and binding of the release. */
export function rbacOf({ values, switches, fullname, clusterName, namespace, labels }: TraefikRelease): Values[] {
  const account = textAt(values, 'serviceAccount.name');
  const metadata = { name: clusterName, labels };
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: clusterName };
  const subjects = [{ kind: 'ServiceAccount', name: account || fullname, namespace }];
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  return [
    ...(account
      ? []
      : [
          {
            apiVersion: 'v1',
            kind: 'ServiceAccount',
            metadata: { name: fullname, namespace, labels },
            automountServiceAccountToken: false,
          },
        ]),
    ...(isSet(values, 'rbac.enabled')
      ? [
          { apiVersion, kind: 'ClusterRole', metadata, rules: rulesOf(switches) },
          { apiVersion, kind: 'ClusterRoleBinding', metadata, roleRef, subjects },
        ]
      : []),
  ];
}
