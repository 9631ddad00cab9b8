import type { ClusterRule, ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { type Gateway, type GatewayClass, gatewayGroup } from '../../kubernetes/gateway-api/kinds.ts';
import { exampleArguments, exampleTraefik } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';
import { gateSettings } from '../rule-gate-settings.ts';

const controller = 'traefik.io/gateway-controller';

const exampleGateway = (port: number): readonly UnknownObject[] => [
  {
    apiVersion: `${gatewayGroup}/v1`,
    kind: 'GatewayClass',
    metadata: { name: 'traefik' },
    spec: { controllerName: controller },
  },
  {
    apiVersion: `${gatewayGroup}/v1`,
    kind: 'Gateway',
    metadata: { name: 'main', namespace: 'apps' },
    spec: { gatewayClassName: 'traefik', listeners: [{ name: 'web', port, protocol: 'HTTP' }] },
  },
];

const settings = ['--providers.kubernetesgateway'];

/** That Traefik with the provider on. */
const exampleRunning = (): UnknownObject => {
  const { spec, ...rest } = exampleTraefik as UnknownObject & {
    readonly spec: { readonly template: { readonly metadata: object } };
  };
  const containers = [{ name: 'traefik', args: [...exampleArguments, ...settings] }];
  return { ...rest, spec: { ...spec, template: { ...spec.template, spec: { containers } } } };
};

/** Gateways of the classes that are Traefik's. */
const ownGateways = (input: RuleInput) => {
  const classes = input
    .ofKind('GatewayClass', gatewayGroup)
    .filter(({ object }) => (object as unknown as GatewayClass).spec?.controllerName === controller)
    .map(({ object }) => object.metadata.name);
  return input
    .ofKind('Gateway', gatewayGroup)
    .map((on) => ({ on, gateway: on.object as unknown as Gateway }))
    .filter(({ on, gateway }) => !on.loose && classes.includes(gateway.spec?.gatewayClassName ?? ''));
};

export const gatewayListenerRefused: readonly [ObjectsRule, ClusterRule] = [
  {
    id: 'gateway-listener-refused',
    needs: 'objects',
    severity: 'error',
    summary: 'A listener of a Gateway has a port on which Traefik has no entry point.',
    why: 'a listener is served by the entry point that listens on its port in the pod, not on that of the Service (traefik pkg/provider/kubernetes/gateway/kubernetes.go entryPointName)',
    check: (input) => {
      const gateways = ownGateways(input);
      const known = gateways.length === 0 ? undefined : gateSettings(input);
      if (!known?.every(({ kubernetesGateway }) => kubernetesGateway)) return [];
      const ports = known.flatMap(({ entryPoints }) => [...entryPoints.values()].map(({ port }) => port));
      const named = known.flatMap(({ entryPoints }) =>
        [...entryPoints.values()].map(({ name, port }) => `${port} (${name})`),
      );
      return gateways.flatMap(({ on, gateway }) =>
        (gateway.spec?.listeners ?? []).flatMap(({ name, port }, index): readonly Problem[] =>
          typeof port !== 'number' || ports.includes(port)
            ? []
            : [
                {
                  on,
                  path: ['spec', 'listeners', index, 'port'],
                  message: `listener ${name} is on port ${port}, and Traefik has no entry point there: its routes are not served`,
                  hint: `ports of the entry points: ${named.join(', ')}`,
                },
              ],
        ),
      );
    },
    examples: {
      passing: [exampleRunning(), ...exampleGateway(8000)],
      failing: [exampleRunning(), ...exampleGateway(80)],
    },
  },
  gateRule({
    id: 'gateway-listener-refused',
    summary: 'Traefik does not take a listener of a Gateway.',
    settings,
    passing: exampleGateway(8000),
    failing: exampleGateway(80),
  }),
];
