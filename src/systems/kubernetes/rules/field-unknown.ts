import { faultsTold } from '../../../check/faults-told.ts';
import type { ObjectsRule } from '../../../check/rule.ts';
import { withPodSpec } from '../rule-fixtures.ts';

export const fieldUnknown: ObjectsRule = {
  id: 'field-unknown',
  needs: 'objects',
  judges: true,
  severity: 'error',
  summary: 'An object has a field that its kind does not have.',
  why: 'server-side apply, by which Flux applies, refuses the whole object: field not declared in schema (sigs.k8s.io/structured-merge-diff typed/validate.go); kubectl asks for strict decoding (kubectl pkg/cmd/util/factory_client_access.go Validator); of what a chart makes the API server drops the field and only warns (apiserver pkg/endpoints/handlers/create.go)',
  check: faultsTold('field-unknown'),
  examples: {
    passing: [withPodSpec({ priority: 5 })],
    failing: [withPodSpec({ terminationGracePeriod: 5 })],
  },
};
