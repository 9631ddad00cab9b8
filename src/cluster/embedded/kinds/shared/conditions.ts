import type { UnknownObject } from '../../../../kube/object.ts';
import { change, each, type Fields } from './fill.ts';

const setTimes =
  (names: readonly string[]) =>
  (condition: Fields): Fields => {
    const missing = names.filter((name) => condition[name] === undefined);
    if (missing.length === 0) return condition;
    return { ...condition, ...Object.fromEntries(missing.map((name) => [name, null])) };
  };

/** The times of the conditions in a status that Go prints even when nobody set them, as null; the same object when all are there. */
export const withConditionTimes =
  (...names: readonly string[]) =>
  (object: UnknownObject): UnknownObject => {
    if (!object.status) return object;
    const by = setTimes(names);
    return change(object, 'status', (status: Fields) =>
      change(status, 'conditions', (conditions: readonly Fields[]) =>
        Array.isArray(conditions) ? each(conditions, by) : conditions,
      ),
    );
  };

/** Of most kinds. */
export const withTransitionTimes = withConditionTimes('lastTransitionTime');
/** Of pods, claims and jobs. */
export const withProbeTimes = withConditionTimes('lastProbeTime', 'lastTransitionTime');
/** Of deployments and signing requests. */
export const withUpdateTimes = withConditionTimes('lastUpdateTime', 'lastTransitionTime');
