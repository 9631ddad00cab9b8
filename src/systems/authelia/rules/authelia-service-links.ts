import type { ObjectsRule } from '../../../check/rule.ts';
import { autheliaWorkloads } from '../rule-configurations.ts';
import { autheliaWith, serviceNamed } from '../rule-examples.ts';

/** Services whose variables are taken for settings, by what is made of their names. */
const harmful = ['authelia', 'authelia-server', 'authelia-session-redis', 'authelia-storage-postgres'];

/** A Service called authelia makes variables that Authelia takes for settings. */
export const autheliaServiceLinks: ObjectsRule = {
  id: 'authelia-service-links',
  needs: 'objects',
  severity: 'error',
  summary: 'The variables of a Service called authelia are taken for settings.',
  why: 'the kubelet makes AUTHELIA_PORT=tcp://… of it, which is no port (authelia docs, integration/kubernetes/introduction: Enable Service Links)',
  check: (input) =>
    autheliaWorkloads(input).flatMap(({ on, namespace, spec, path }) => {
      const service = harmful.find((name) => input.find('Service', name, namespace));
      if (service === undefined || spec.enableServiceLinks === false) return [];
      return [
        {
          ...{ on, path },
          message: `Authelia does not start: it takes the variables of Service ${namespace}/${service} for settings`,
          hint: 'set enableServiceLinks: false in the spec of its pod',
        },
      ];
    }),
  examples: {
    passing: [autheliaWith(), serviceNamed('authelia')],
    failing: [autheliaWith({ spec: { enableServiceLinks: true } }), serviceNamed('authelia')],
  },
};
