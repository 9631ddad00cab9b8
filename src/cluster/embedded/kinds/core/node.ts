import type { Node } from '../../../../kube/types.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { ageOf, type Cell, tableOf } from '../shared/columns.ts';
import { withConditionTimes } from '../shared/conditions.ts';
import { onTop } from '../shared/defaults.ts';
import { change, type Fields, fill } from '../shared/fill.ts';

const defaultNode = (node: Fields): Fields =>
  change(node, 'status', (status: Fields) =>
    status.capacity === undefined ? status : fill(status, { allocatable: status.capacity }),
  );

const roleLabel = 'node-role.kubernetes.io/';

const addressOf = (node: Node, type: string): string =>
  node.status?.addresses?.find((address) => address.type === type)?.address ?? '<none>';

function rolesOf({ metadata }: Node): string {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(roleLabel) && key.length > roleLabel.length) return [key.slice(roleLabel.length)];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return [...new Set(roles)].sort().join(',') || '<none>';
}

interface NodeInfo {
  readonly kubeletVersion?: string;
  readonly osImage?: string;
  readonly kernelVersion?: string;
  readonly containerRuntimeVersion?: string;
  readonly architecture?: string;
}

const columns = tableOf<Node>(
  'Name, Status, Roles, Age, Version, Internal-IP?, External-IP?, OS-Image?, Kernel-Version?, Container-Runtime?',
  (node, now): readonly Cell[] => {
    const ready = node.status?.conditions?.findLast((condition) => condition.type === 'Ready');
    const state = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
    const info: NodeInfo = (node.status as { nodeInfo?: NodeInfo } | undefined)?.nodeInfo ?? {};
    const kernel = info.kernelVersion || '<unknown>';
    return [
      node.metadata.name,
      node.spec?.unschedulable ? `${state},SchedulingDisabled` : state,
      rolesOf(node),
      ageOf(node, now),
      info.kubeletVersion ?? '',
      addressOf(node, 'InternalIP'),
      addressOf(node, 'ExternalIP'),
      info.osImage || '<unknown>',
      info.architecture ? `${kernel} (${info.architecture})` : kernel,
      info.containerRuntimeVersion || '<unknown>',
    ];
  },
);

export const kind = {
  table: '/nodes',
  claim: {
    behaviour: 'allocatable, the taint until it is ready, table',
    upstream: 'pkg/apis/core/v1/defaults.go',
    notModelled: 'validation',
  },
  columns,
  selectable: [{ field: 'spec.unschedulable', missing: 'false' }],
  defaults: onTop(defaultNode),
  completeStatus: withConditionTimes('lastHeartbeatTime', 'lastTransitionTime'),
  bringsStatus: true,
} satisfies BuiltinKind;
