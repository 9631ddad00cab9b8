import type { BuiltinKind } from '../builtin-kind.ts';
import { record, records } from '../shared/checks.ts';
import { ageOf, type Cell, type Printed, tableOf, textOf } from '../shared/columns.ts';
import { withTransitionTimes } from '../shared/conditions.ts';
import { inSpec } from '../shared/defaults.ts';
import { type Fields, fill } from '../shared/fill.ts';

const defaultAutoscaler = (spec: Fields): Fields =>
  fill(spec, {
    minReplicas: 1,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
  });

const firstStatus = { desiredReplicas: 0, currentMetrics: null };

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

const columns = tableOf<Printed>('Name, Reference, Targets, MinPods, MaxPods, Replicas, Age', (autoscaler, now) => {
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
});

export const kind = {
  table: 'autoscaling/horizontalpodautoscalers',
  claim: {
    behaviour: 'defaults, first status, table',
    upstream: 'pkg/apis/autoscaling/v2/defaults.go',
    notModelled: 'validation, scaling behaviour',
  },
  columns,
  defaults: inSpec(defaultAutoscaler),
  completeStatus: withTransitionTimes,
  firstStatus: () => firstStatus,
} satisfies BuiltinKind;
