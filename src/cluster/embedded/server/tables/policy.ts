import { compareText } from '../../../../core/finding.ts';
import type { KubeObject } from '../../../../kube/object.ts';
import { type Fields, record, records } from '../../admission/validation/checks.ts';
import { ageOf, type Cell, type Printed, tableOf, textOf } from './table-kind.ts';

/** Used and hard of each resource; limits in a column of their own. */
export const quotaTable = tableOf<Printed>('Name, Request, Limit, Age', (quota, now) => {
  const used = record(quota.status?.used);
  const hard = Object.entries(record(quota.status?.hard)).sort(([a], [b]) => compareText(a, b));
  const text = (limits: boolean): string =>
    hard
      .filter(([name]) => name.startsWith('limits.') === limits)
      .map(([name, most]) => `${name}: ${used[name] ?? '0'}/${most}`)
      .join(', ');
  return [quota.metadata.name, text(false), text(true), ageOf(quota, now)];
});

const unknown = '<unknown>';
const nil = '<nil>';
const mostMetrics = 2;

/** How a metric stands to its target: the field of its kind holds both. */
function metricText(metric: Fields, state: Fields | undefined): string {
  const kind = String(metric.type);
  const field = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`;
  const source = record(metric[field]);
  const target = record(source.target);
  const current = record(record(state?.[field]).current);
  const percent = (value: unknown, otherwise: string): string => (value === undefined ? otherwise : `${value}%`);
  // A state without the amount that is asked for: Go prints its null pointer.
  const none = state?.[field] === undefined ? unknown : nil;
  const value = (name: string, missing: string): string => `${current[name] ?? missing}/${target[name] ?? nil}`;
  switch (kind) {
    case 'External':
    case 'Object':
      return target.averageValue === undefined ? value('value', none) : `${value('averageValue', unknown)} (avg)`;
    case 'Pods':
      return value('averageValue', none);
    case 'Resource':
    case 'ContainerResource':
      return target.averageValue === undefined
        ? `${source.name}: ${percent(current.averageUtilization, unknown)}/${percent(target.averageUtilization, '<auto>')}`
        : `${source.name}: ${value('averageValue', none)}`;
    default:
      return '<unknown type>';
  }
}

function metricsText(autoscaler: Printed): string {
  const states = records(autoscaler.status?.currentMetrics);
  const texts = records(autoscaler.spec?.metrics).map((metric, index) => metricText(metric, states[index]));
  if (texts.length === 0) return '<none>';
  const shown = texts.slice(0, mostMetrics).join(', ');
  return texts.length > mostMetrics ? `${shown} + ${texts.length - mostMetrics} more...` : shown;
}

export const autoscalerTable = tableOf<Printed>(
  'Name, Reference, Targets, MinPods, MaxPods, Replicas, Age',
  (autoscaler, now) => {
    const { scaleTargetRef, minReplicas, maxReplicas } = autoscaler.spec ?? {};
    const { kind, name } = record(scaleTargetRef);
    return [
      autoscaler.metadata.name,
      `${textOf(kind)}/${textOf(name)}`,
      metricsText(autoscaler),
      String(minReplicas ?? '<unset>'),
      (maxReplicas ?? 0) as Cell,
      (autoscaler.status?.currentReplicas ?? 0) as Cell,
      ageOf(autoscaler, now),
    ];
  },
);

interface RuntimeClass extends KubeObject {
  readonly handler?: string;
}

export const runtimeClassTable = tableOf<RuntimeClass>('Name, Handler, Age', (runtimeClass, now) => [
  runtimeClass.metadata.name,
  runtimeClass.handler ?? '',
  ageOf(runtimeClass, now),
]);

interface WebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly unknown[];
}

export const webhooksTable = tableOf<WebhookConfiguration>('Name, Webhooks:integer, Age', (configuration, now) => [
  configuration.metadata.name,
  configuration.webhooks?.length ?? 0,
  ageOf(configuration, now),
]);

export const driverTable = tableOf<Printed>(
  'Name, AttachRequired:boolean, PodInfoOnMount:boolean, StorageCapacity:boolean, TokenRequests, RequiresRepublish:boolean, Modes, Age',
  (driver, now) => {
    const { attachRequired, podInfoOnMount, storageCapacity, requiresRepublish, tokenRequests, volumeLifecycleModes } =
      driver.spec ?? {};
    const audiences = records(tokenRequests).map(({ audience }) => String(audience));
    const modes = Array.isArray(volumeLifecycleModes) ? volumeLifecycleModes.join(',') : '';
    return [
      driver.metadata.name,
      attachRequired !== false,
      podInfoOnMount === true,
      storageCapacity === true,
      tokenRequests === undefined ? '<unset>' : audiences.join(','),
      requiresRepublish === true,
      modes || '<none>',
      ageOf(driver, now),
    ];
  },
);
