import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import type { Service } from '../../../kube/types.ts';
import { exampleArguments, exampleTraefik } from '../rule-examples.ts';
import { gateSettings } from '../rule-gate-settings.ts';

/** The entry point that api.insecure opens. */
const entryPointName = 'traefik';

/** Its port where nothing says another (traefik pkg/config/static/static_config.go). */
const usualPort = 8080;

interface Workload {
  readonly metadata: { readonly namespace?: string };
  readonly spec: {
    readonly template: {
      readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
      readonly spec: {
        readonly containers: readonly {
          readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
        }[];
      };
    };
  };
}

const insecure = {
  ...exampleTraefik,
  spec: {
    selector: { matchLabels: { 'app.kubernetes.io/name': 'traefik' } },
    template: {
      metadata: { labels: { 'app.kubernetes.io/name': 'traefik' } },
      spec: {
        containers: [
          {
            name: 'traefik',
            args: [...exampleArguments, '--api.insecure=true', '--entryPoints.traefik.address=:8080/tcp'],
            ports: [{ name: 'traefik', containerPort: 8080 }],
          },
        ],
      },
    },
  },
};

const gate = (ports: readonly object[]): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'traefik', namespace: 'traefik' },
  spec: { type: 'LoadBalancer', selector: { 'app.kubernetes.io/name': 'traefik' }, ports },
});

/** The dashboard answers on a port of the gate's own address, past all routes and their guards. */
export const dashboardOnSecondAddress: ObjectsRule = {
  id: 'dashboard-on-second-address',
  needs: 'objects',
  severity: 'error',
  summary: 'The dashboard answers whoever reaches a port of a Service, beside the route that guards it.',
  why: 'with api.insecure the API is served on the entry point traefik without any middleware (traefik pkg/server/router, cmd/traefik); a Service that leads there opens it to all who reach its address',
  check: (input) => {
    const open = gateSettings(input)?.find(({ api }) => api?.insecure);
    if (!open) return [];
    const number = open.entryPoints.get(entryPointName)?.port ?? usualPort;
    const workloads = ['Deployment', 'DaemonSet']
      .flatMap((kind) => input.ofKind(kind, 'apps'))
      .map(({ object }) => object as unknown as Workload);
    return input.ofKind('Service', '').flatMap((on): readonly Problem[] => {
      const { spec, metadata } = on.object as Service;
      const selector = Object.entries(spec?.selector ?? {});
      if (!['LoadBalancer', 'NodePort'].includes(spec?.type ?? '') || selector.length === 0) return [];
      const pods = workloads.filter(
        ({ metadata: { namespace }, spec: { template } }) =>
          namespace === metadata.namespace &&
          selector.every(([key, value]) => template.metadata?.labels?.[key] === value),
      );
      const names = pods
        .flatMap(({ spec: { template } }) => template.spec.containers)
        .flatMap(({ ports = [] }) => ports)
        .filter(({ containerPort }) => containerPort === number)
        .map(({ name }) => name);
      const index = (spec.ports ?? []).findIndex(({ port, targetPort = port }) =>
        typeof targetPort === 'string' ? names.includes(targetPort) : targetPort === number,
      );
      if (pods.length === 0 || index < 0) return [];
      const message = `port ${spec.ports?.[index]?.port} leads to the dashboard and the API, which api.insecure serves there without any guard`;
      const hint = 'take the port out of the Service, or leave api.insecure out and route to api@internal';
      return [{ on, path: ['spec', 'ports', index], message, hint }];
    });
  },
  examples: {
    passing: [insecure, gate([{ port: 443, targetPort: 8443 }])],
    failing: [
      insecure,
      gate([
        { port: 443, targetPort: 8443 },
        { port: 9000, targetPort: 'traefik' },
      ]),
    ],
  },
};
