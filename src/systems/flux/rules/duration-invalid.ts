import type { ObjectsRule } from '../../../check/rule.ts';
import { groupOf } from '../../../kube/object.ts';
import { printJson } from '../../../kube/wide-json.ts';
import { exampleKustomization, exampleRelease } from '../rule-fixtures.ts';

const pattern = /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/;
const fields = ['interval', 'retryInterval', 'timeout'];

export const durationInvalid: ObjectsRule = {
  id: 'duration-invalid',
  needs: 'objects',
  severity: 'error',
  summary: 'A duration that the API of Flux refuses, such as one in days.',
  why: 'durations must match ^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$ (kustomize-controller api/v1/kustomization_types.go and the like)',
  check: ({ objects }) =>
    objects
      .filter(({ object }) => groupOf(object.apiVersion).endsWith('.toolkit.fluxcd.io'))
      .flatMap((on) => {
        const spec = (on.object.spec ?? {}) as Readonly<Record<string, unknown>>;
        return fields.flatMap((field) => {
          const value = spec[field];
          if (value === undefined || (typeof value === 'string' && pattern.test(value))) return [];
          const message = `${field} ${printJson(value)} is no duration of Flux`;
          return [{ on, path: ['spec', field], message, hint: 'hours, minutes and seconds, e.g. 24h or 1h30m' }];
        });
      }),
  examples: {
    passing: [exampleKustomization('apps', { interval: '24h' }), exampleRelease('app', { timeout: '1h30m' })],
    failing: [exampleKustomization('apps', { interval: '1d' }), exampleRelease('app', { interval: 30 })],
  },
};
