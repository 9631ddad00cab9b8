import { copyOf } from '../../../../kube/copy.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { change, each, type Fields } from './fill.ts';

const setTimes =
  (names: readonly string[]) =>
  (condition: Fields): Fields => {
    let result: Record<string, unknown> | undefined;
    for (const name of names) {
      if (condition[name] !== undefined) continue;
      result ??= copyOf(condition as Record<string, unknown>);
      result[name] = null;
    }
    return result ?? condition;
  };

/** The times of the conditions in a status that Go prints even when nobody set them, as null; the same object when all are there. */
export const withConditionTimes = (...names: readonly string[]) => {
  const by = setTimes(names);
  const ofConditions = (conditions: readonly Fields[]) =>
    Array.isArray(conditions) ? each(conditions, by) : conditions;
  const ofStatus = (status: Fields) => change(status, 'conditions', ofConditions);
  return (object: UnknownObject): UnknownObject => (object.status ? change(object, 'status', ofStatus) : object);
};

/** Of most kinds. */
export const withTransitionTimes = withConditionTimes('lastTransitionTime');
/** Of pods, claims and jobs. */
export const withProbeTimes = withConditionTimes('lastProbeTime', 'lastTransitionTime');
/** Of deployments and signing requests. */
export const withUpdateTimes = withConditionTimes('lastUpdateTime', 'lastTransitionTime');
