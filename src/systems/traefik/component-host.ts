import type { PodSecurity } from '../../compose/objects/namespace.ts';
import { sortByKey } from '../../compose/sort-lab.ts';
import type { ChartSwitches } from './chart-versions.ts';
import type { GateLab } from './lab.ts';

type Fields = Readonly<Record<string, unknown>>;

/** User of the chart's own image (values.yaml). */
const chartUser = 65532;

/** User that Traefik runs as: root where it has ports of nodes, which nobody else gets below 1024. */
export const userOf = ({ ingress }: GateLab): number => ingress.user ?? (ingress.hostNetwork ? 0 : chartUser);

/** What the namespace must let in for the pods of the gate. */
export const podSecurityOf = (lab: GateLab): PodSecurity =>
  lab.ingress.hostNetwork ? 'privileged' : userOf(lab) === 0 ? 'baseline' : 'restricted';

/** `deployment` of the chart values on the network of nodes: Services are still found by name. */
export const hostDeployment = ({ ingress }: GateLab): Fields =>
  ingress.hostNetwork ? { dnsPolicy: 'ClusterFirstWithHostNet' } : {};

/** Values of the chart for a gate on the network of nodes. */
export function hostValues({ ingress }: GateLab): Fields {
  if (!ingress.hostNetwork) return {};
  const { nodes } = ingress.hostNetwork;
  return { hostNetwork: true, ...(Object.keys(nodes).length > 0 && { nodeSelector: sortByKey(nodes) }) };
}

/** Values that say whom Traefik runs as, and whose its volume is. */
export function userValues(lab: GateLab, { seccomp }: ChartSwitches): Fields {
  const user = userOf(lab);
  const pod = {
    ...(user !== chartUser && { runAsUser: user, runAsGroup: user, runAsNonRoot: user !== 0 }),
    ...(lab.ingress.acme && user !== 0 && { fsGroup: user, fsGroupChangePolicy: 'OnRootMismatch' }),
    ...(!seccomp && { seccompProfile: { type: 'RuntimeDefault' } }),
  };
  const container = {
    ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
    capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
  };
  return {
    ...(Object.keys(pod).length > 0 && { podSecurityContext: pod }),
    ...(lab.ingress.hostNetwork && user === 0 && { securityContext: container }),
  };
}
