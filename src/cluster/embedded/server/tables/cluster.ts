import type { KubeObject, UnknownObject } from '../../../../kube/object.ts';
import type { Event, Lease, Namespace, Node } from '../../../../kube/types.ts';
import { convertEvent } from '../../api/event-forms.ts';
import { age } from './human-age.ts';
import { ageOf, type Cell, tableOf, textOf } from './table-kind.ts';

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

export const nodeTable = tableOf<Node>(
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

export const namespaceTable = tableOf<Namespace>('Name, Status, Age', (namespace, now) => [
  namespace.metadata.name,
  namespace.status?.phase ?? '',
  ageOf(namespace, now),
]);

interface FullEvent extends Event {
  readonly eventTime?: string | null;
  readonly series?: { readonly lastObservedTime?: string; readonly count?: number };
  readonly reportingInstance?: string;
}

/** Both forms of an Event have one row. */
const asStored = (event: FullEvent): FullEvent =>
  convertEvent(event as unknown as UnknownObject, 'v1') as unknown as FullEvent;

export const eventTable = tableOf<FullEvent>(
  'Last Seen, Type, Reason, Object, Subobject?, Source?, Message, First Seen?, Count?, Name?',
  (given, now) => {
    const event = asStored(given);
    const first = age(event.firstTimestamp ?? event.eventTime, now);
    const last = event.lastTimestamp ? age(event.lastTimestamp, now) : first;
    const { kind = '', name, fieldPath = '' } = event.involvedObject as Record<string, string | undefined>;
    return [
      event.series ? age(event.series.lastObservedTime, now) : last,
      event.type ?? '',
      event.reason ?? '',
      name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase(),
      fieldPath,
      sourceText(event),
      (event.message ?? '').trim(),
      first,
      event.series ? (event.series.count ?? 0) : event.count || 1,
      event.metadata.name,
    ];
  },
);

function sourceText(event: FullEvent): string {
  const { component, host } = (event.source ?? {}) as { component?: string; host?: string };
  const instance = host || event.reportingInstance;
  const name = component || (event.reportingComponent ?? '');
  return instance ? `${name}, ${instance}` : name;
}

export const leaseTable = tableOf<Lease>('Name, Holder, Age', (lease, now) => [
  lease.metadata.name,
  lease.spec?.holderIdentity ?? '',
  ageOf(lease, now),
]);

interface PriorityClass extends KubeObject {
  readonly value?: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

export const priorityClassTable = tableOf<PriorityClass>(
  'Name, Value:integer, Global-Default:boolean, Age, PreemptionPolicy',
  (priority, now) => [
    priority.metadata.name,
    priority.value ?? 0,
    priority.globalDefault ?? false,
    ageOf(priority, now),
    priority.preemptionPolicy ?? '',
  ],
);

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface Binding extends KubeObject {
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly Subject[];
}

export const bindingTable = tableOf<Binding>('Name, Role, Age, Users?, Groups?, ServiceAccounts?', (binding, now) => {
  const named = (kind: string) => (binding.subjects ?? []).filter((subject) => subject.kind === kind);
  return [
    binding.metadata.name,
    `${textOf(binding.roleRef?.kind)}/${textOf(binding.roleRef?.name)}`,
    ageOf(binding, now),
    named('User')
      .map(({ name }) => name)
      .join(', '),
    named('Group')
      .map(({ name }) => name)
      .join(', '),
    named('ServiceAccount')
      .map(({ namespace, name }) => `${namespace ?? ''}/${name}`)
      .join(', '),
  ];
});
