import type { ObjectsRule } from '../../../check/rule.ts';
import type { DaemonSet, IntOrString } from '../../../kube/types.ts';
import { exampleDaemonSet } from '../rule-fixtures.ts';

const isZero = (value: IntOrString): boolean => value === 0 || /^0*%?$/.test(String(value));

export const daemonsetSurge: ObjectsRule = {
  id: 'daemonset-surge',
  needs: 'objects',
  severity: 'error',
  summary: 'Exactly one of maxSurge and maxUnavailable of a DaemonSet may be other than 0; unset, maxUnavailable is 1.',
  why: 'may not be set when maxUnavailable is non-zero (kubernetes pkg/apis/apps/validation/validation.go ValidateRollingUpdateDaemonSet)',
  check: ({ ofKind }) =>
    ofKind('DaemonSet', 'apps').flatMap((on) => {
      const { type = 'RollingUpdate', rollingUpdate } = (on.object as DaemonSet).spec?.updateStrategy ?? {};
      if (type !== 'RollingUpdate' || !rollingUpdate) return [];
      const { maxSurge = 0, maxUnavailable = 1 } = rollingUpdate;
      if (isZero(maxSurge) !== isZero(maxUnavailable)) return [];
      const path = [
        'spec',
        'updateStrategy',
        'rollingUpdate',
        rollingUpdate.maxSurge === undefined ? 'maxUnavailable' : 'maxSurge',
      ];
      if (isZero(maxSurge)) {
        return [
          {
            on,
            path,
            message: 'maxUnavailable cannot be 0 when maxSurge is 0',
            hint: 'set maxUnavailable: 1, or maxSurge: 1',
          },
        ];
      }
      const unset = rollingUpdate.maxUnavailable === undefined ? ', which is 1 when unset' : '';
      const message = `maxSurge ${maxSurge} may not be set when maxUnavailable is non-zero${unset}`;
      return [{ on, path, message, hint: 'set maxUnavailable: 0 to surge, or leave maxSurge out' }];
    }),
  examples: {
    passing: [exampleDaemonSet({ maxSurge: 1, maxUnavailable: 0 })],
    failing: [exampleDaemonSet({ maxSurge: 1 })],
  },
};
