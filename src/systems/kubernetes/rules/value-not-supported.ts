import { faultsTold } from '../../../check/faults-told.ts';
import type { ObjectsRule } from '../../../check/rule.ts';
import { withPodSpec } from '../rule-fixtures.ts';

export const valueNotSupported: ObjectsRule = {
  id: 'value-not-supported',
  needs: 'objects',
  judges: true,
  severity: 'error',
  summary: 'A field has none of the values that it may have.',
  why: 'the API server refuses it: Unsupported value (apimachinery pkg/util/validation/field/errors.go; kubernetes pkg/apis/*/validation/validation.go, or the enum of a definition)',
  check: faultsTold('value-not-supported'),
  examples: {
    passing: [withPodSpec({ dnsPolicy: 'Default' })],
    failing: [withPodSpec({ dnsPolicy: 'Host' })],
  },
};
