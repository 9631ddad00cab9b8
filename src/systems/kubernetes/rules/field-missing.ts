import { faultsTold } from '../../../check/faults-told.ts';
import type { ObjectsRule } from '../../../check/rule.ts';
import { exampleDeployment, withPodSpec } from '../rule-fixtures.ts';

export const fieldMissing: ObjectsRule = {
  id: 'field-missing',
  needs: 'objects',
  judges: true,
  severity: 'error',
  summary: 'An object lacks a field that its kind must have.',
  why: 'the API server refuses it: Required value (apimachinery pkg/util/validation/field/errors.go; of built-in kinds kubernetes pkg/apis/*/validation/validation.go, of custom ones what their definition says is required)',
  check: faultsTold('field-missing'),
  examples: {
    passing: [exampleDeployment()],
    failing: [withPodSpec({ volumes: [{ emptyDir: {} }] })],
  },
};
