import { equalJson } from '../../../../kube/json.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import type { DaemonSet } from '../../../../kube/types.ts';
import { invalid, notSupported, required } from '../../api/field-error.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { amountOf, countOrPercent, type Errors, nonNegative, notMoreThanAll, record } from '../shared/checks.ts';
import { ageOf, printLabels, tableOf } from '../shared/columns.ts';
import { withTransitionTimes } from '../shared/conditions.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, type Fields, fill } from '../shared/fill.ts';
import { defaultTemplate } from '../shared/pod-defaults.ts';
import { containersOf, selectorText } from '../shared/template-cells.ts';
import {
  alwaysRestarted,
  rolling,
  selectorErrors,
  specOf,
  specTemplateErrors,
  withFixedSelector,
} from '../shared/workload.ts';

const defaultDaemonSet = (spec: Fields): Fields =>
  change(
    fill(change(spec, 'template', defaultTemplate), { updateStrategy: {}, revisionHistoryLimit: 10 }),
    'updateStrategy',
    (strategy: Fields) => rolling(strategy, { maxUnavailable: 1, maxSurge: 0 }),
  );

const templateGeneration = 'deprecated.daemonset.template.generation';

/** Counts the templates of a daemon set: kubernetes pkg/registry/apps/daemonset/strategy.go, pkg/apis/apps/v1/conversion.go. */
function withTemplateGeneration(next: UnknownObject, old: UnknownObject | undefined): UnknownObject {
  const before = Number(old?.metadata.annotations?.[templateGeneration] ?? 0);
  const same = old !== undefined && equalJson(record(next.spec).template, record(old.spec).template);
  const annotations = { ...next.metadata.annotations, [templateGeneration]: String(same ? before : before + 1) };
  return { ...next, metadata: { ...next.metadata, annotations } };
}

function rollingDaemonErrors(strategy: Fields): Errors {
  const at = 'spec.updateStrategy';
  if (strategy.type === 'OnDelete') return [];
  if (strategy.type !== 'RollingUpdate')
    return [notSupported(`${at}.type`, strategy.type, ['RollingUpdate', 'OnDelete'])];
  const { maxUnavailable, maxSurge } = record(strategy.rollingUpdate);
  const fields = { unavailable: `${at}.rollingUpdate.maxUnavailable`, surge: `${at}.rollingUpdate.maxSurge` };
  const [down, up] = [amountOf(maxUnavailable) !== 0, amountOf(maxSurge) !== 0];
  return [
    ...countOrPercent(maxUnavailable, fields.unavailable),
    ...countOrPercent(maxSurge, fields.surge),
    ...notMoreThanAll(maxUnavailable, fields.unavailable),
    ...notMoreThanAll(maxSurge, fields.surge),
    ...(down && up ? [invalid(fields.surge, maxSurge, 'may not be set when maxUnavailable is non-zero')] : []),
    ...(!down && !up ? [required(fields.unavailable, 'cannot be 0 when maxSurge is 0')] : []),
  ];
}

function daemonSetErrors(object: UnknownObject): Errors {
  const spec = specOf(object);
  return [
    ...selectorErrors(spec, 'daemonset'),
    ...specTemplateErrors(spec),
    ...alwaysRestarted(spec, 'DaemonSet'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...rollingDaemonErrors(record(spec.updateStrategy)),
    ...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ];
}

const noCounts = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };

const columns = tableOf<DaemonSet>(
  'Name, Desired:integer, Current:integer, Ready:integer, Up-to-date:integer, Available:integer, Node Selector, Age, Containers?, Images?, Selector?',
  ({ metadata, spec, status }, now) => [
    metadata.name,
    status?.desiredNumberScheduled ?? 0,
    status?.currentNumberScheduled ?? 0,
    status?.numberReady ?? 0,
    status?.updatedNumberScheduled ?? 0,
    status?.numberAvailable ?? 0,
    printLabels(spec?.template?.spec?.nodeSelector),
    ageOf({ metadata }, now),
    ...containersOf(spec?.template),
    selectorText(spec?.selector),
  ],
);

export const kind = {
  table: 'apps/daemonsets',
  claim: {
    behaviour: 'defaults, counting of templates, rolling, table',
    upstream: 'pkg/apis/apps/{v1/defaults.go,validation/validation.go}, pkg/registry/apps/daemonset/strategy.go',
  },
  columns,
  defaults: inSpec(defaultDaemonSet),
  completeStatus: withTransitionTimes,
  firstStatus: () => noCounts,
  beforeCreate: (set) => withTemplateGeneration(set, undefined),
  beforeUpdate: withTemplateGeneration,
  validate: daemonSetErrors,
  validateUpdate: withFixedSelector(daemonSetErrors),
  podTemplate: ['spec', 'template', 'spec'],
} satisfies BuiltinKind;
