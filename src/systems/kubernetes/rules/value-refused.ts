import { faultsTold } from '../../../check/faults-told.ts';
import type { ObjectsRule } from '../../../check/rule.ts';
import { withContainer } from '../rule-fixtures.ts';

export const valueRefused: ObjectsRule = {
  id: 'value-refused',
  needs: 'objects',
  judges: true,
  severity: 'error',
  summary: 'The API server refuses the value of a field for what it says.',
  why: 'the API server refuses it (kubernetes pkg/apis/*/validation/validation.go; of custom kinds patterns, limits and CEL rules of their definition: apiextensions-apiserver pkg/apiserver/schema/cel/validation.go)',
  check: faultsTold('value-refused'),
  examples: {
    passing: [withContainer({ ports: [{ containerPort: 7000 }] })],
    failing: [withContainer({ ports: [{ containerPort: 70000 }] })],
  },
};
