import { faultsTold } from '../../../check/faults-told.ts';
import type { ObjectsRule } from '../../../check/rule.ts';
import { withPodSpec } from '../rule-fixtures.ts';

export const valueOfWrongType: ObjectsRule = {
  id: 'value-of-wrong-type',
  needs: 'objects',
  judges: true,
  severity: 'error',
  summary:
    'A value is of another type than its field: text for a number, a number or truth value for text, no quantity.',
  why: 'what cannot be decoded as its kind is refused (apimachinery pkg/runtime/serializer/json/json.go; of custom kinds apiextensions-apiserver pkg/apiserver/validation/validation.go)',
  check: faultsTold('value-of-wrong-type'),
  examples: {
    passing: [withPodSpec({ terminationGracePeriodSeconds: 5 })],
    failing: [withPodSpec({ terminationGracePeriodSeconds: 'soon' })],
  },
};
