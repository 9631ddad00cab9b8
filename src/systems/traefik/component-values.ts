import { familiesOf } from '../../compose/objects/addresses.ts';
import { everyNodeIsTainted, tolerateTaints } from '../../compose/objects/tolerations.ts';
import type { LoadBalancer, Roles } from '../../compose/roles.ts';
import type { LabPlan } from '../../lab/lab-plan.ts';
import { listOf } from '../../lab/list-of.ts';
import { type ChartSwitches, switchesOf } from './chart-versions.ts';
import { acmeDeployment, acmeValues } from './component-acme.ts';
import { hostDeployment, hostValues, userValues } from './component-host.ts';
import { podLabels } from './component-names.ts';
import { portValues } from './component-ports.ts';
import type { GateLab } from './lab.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Values of the chart `traefik/traefik` for the lab, in the words of the chart's major. */
export function chartValues(
  lab: GateLab,
  { distribution, loadBalancer, storage }: Pick<Roles, 'distribution' | 'loadBalancer' | 'storage'>,
): Fields {
  const switches = switchesOf(lab.versions.traefik);
  return {
    deployment: { ...workload(lab), ...hostDeployment(lab), ...acmeDeployment(lab) },
    ...updateStrategy(lab),
    ...(lab.ingress.kind === 'Deployment' && lab.ingress.replicas > 1 && { topologySpreadConstraints: [spread(lab)] }),
    ...((lab.ingress.hostNetwork || everyNodeIsTainted(distribution)) && tolerated(tolerateTaints(distribution))),
    ...hostValues(lab),
    ...userValues(lab, switches),
    ...acmeValues(lab, storage),
    ...(lab.ingress.accessLog &&
      (switches.flatLogs ? { accessLog: { enabled: true } } : { logs: { access: { enabled: true } } })),
    ingressClass: { enabled: true, isDefaultClass: lab.ingress.default, name: lab.ingress.class },
    ingressRoute: { dashboard: { enabled: false } },
    ports: portValues(lab, switches),
    service: lab.ingress.address === undefined ? { enabled: false } : serviceValues(lab, loadBalancer, switches),
  };
}

/** What the providers are told beside what the routes of the lab need. */
export interface ToldProviders {
  /** Whether Ingresses are told the address of the gate, as the chart does by default. */
  readonly publishes?: false;
}

/** What Traefik does for routes of its own kind only where it is told to: as little as the routes of the lab need. */
export function providerValues({ gateNeeds }: Pick<LabPlan, 'gateNeeds'>, { publishes }: ToldProviders = {}): Fields {
  const kubernetesCRD = {
    ...(gateNeeds.includes('other namespaces') && { allowCrossNamespace: true }),
    ...(gateNeeds.includes('external names') && { allowExternalNameServices: true }),
  };
  const providers = {
    ...(gateNeeds.length > 0 && { kubernetesCRD }),
    ...(publishes === false && { kubernetesIngress: { publishedService: { enabled: false } } }),
  };
  return Object.keys(providers).length > 0 ? { providers } : {};
}

const tolerated = (tolerations: readonly object[]) => (tolerations.length > 0 ? { tolerations } : {});

/** A volume that one pod has goes to the next only when that is gone; a port of a node likewise. */
function updateStrategy({ ingress }: GateLab): Fields {
  if (ingress.kind === 'Deployment' && ingress.acme) {
    return { updateStrategy: { type: 'Recreate', rollingUpdate: null } };
  }
  return ingress.kind === 'DaemonSet' || ingress.hostNetwork
    ? { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } }
    : {};
}

const spread = ({ ingress }: GateLab) => ({
  maxSkew: 1,
  topologyKey: 'kubernetes.io/hostname',
  whenUnsatisfiable: 'ScheduleAnyway',
  labelSelector: { matchLabels: podLabels(ingress.namespace) },
});

const workload = ({ ingress }: GateLab): Fields =>
  ingress.kind === 'DaemonSet' ? { kind: 'DaemonSet' } : { kind: 'Deployment', replicas: ingress.replicas };

function serviceValues(lab: GateLab, balancer: LoadBalancer | undefined, { serviceSpec }: ChartSwitches): Fields {
  const addresses = listOf(lab.ingress.address ?? []);
  const { annotations, spec } = balancer?.request({ addresses }) ?? { annotations: {}, spec: {} };
  const families = familiesOf(addresses);
  const local = { externalTrafficPolicy: 'Local' };
  // Before 40 `service.spec` is only a part of the spec, and the families have keys of their own beside it.
  if (!serviceSpec) return { annotations, ...families, spec: { ...local, ...spec } };
  return { annotations, spec: { ...local, ...families, ...spec } };
}

/** Why the values are what they are. */
export function valueComments(lab: GateLab): Readonly<Record<string, string>> {
  const { nestedHttp } = switchesOf(lab.versions.traefik);
  return {
    'spec.values.updateStrategy': strategyComment(lab),
    'spec.values.hostNetwork': 'On the ports of the node itself: the gate goes down with it.',
    'spec.values.podSecurityContext.runAsUser': 'Root: nobody else may listen below port 1024 of a node.',
    'spec.values.deployment.initContainers':
      'Traefik takes the file only when nobody else may read it. One that another user has written is copied: only its owner may change its mode.',
    'spec.values.topologySpreadConstraints': 'On different nodes: one that fails takes one replica with it.',
    'spec.values.ingressRoute': 'Not by the chart: its route would be open on the gate.',
    [`spec.values.ports.web.${nestedHttp ? 'http.' : ''}redirections`]: 'Everything on http goes on to https.',
    'spec.values.ports.web.redirectTo': 'Everything on http goes on to https.',
    'spec.values.podSecurityContext': 'The restricted profile of the namespace asks for it.',
    'spec.values.ports.web.asDefault':
      'Routes that name no entry point get the default ones: not those of the dashboard and the metrics.',
    'spec.values.ports.dashboard': 'Not exposed on the gate: the dashboard has a Service of its own.',
    'spec.values.service.annotations': 'The gate: the address all hosts point to.',
    'spec.values.service.spec': 'Local: the gate sees the true client address, which the allow lists decide by.',
  };
}

const strategyComment = ({ ingress }: GateLab): string =>
  ingress.acme && ingress.kind === 'Deployment'
    ? 'The volume holds one pod at a time: the old one goes before the new one comes.'
    : 'A DaemonSet that gives way before it replaces: the chart surges by default, and\nthe API server refuses to surge and give way at once.';
