import type { Values } from '../../charts/contract.ts';
import type { Json } from '../../kube/object.ts';
import { isMap, isSet, listAt, mapAt, textAt, valueAt, withValue } from '../chart-values.ts';
import { staticArguments } from './chart-arguments.ts';
import { stringsOf, type TraefikRelease } from './chart-release.ts';

/** The Deployment or DaemonSet of the release; none for any other kind, which the chart takes and renders nothing for. */
export function workloadOf(release: TraefikRelease): Values | undefined {
  const { values, fullname, namespace, labels, selector } = release;
  const kind = textAt(values, 'deployment.kind');
  if (!isSet(values, 'deployment.enabled') || (kind !== 'Deployment' && kind !== 'DaemonSet')) return undefined;
  const strategy = valueAt(values, 'updateStrategy')!;
  const deployment = { replicas: valueAt(values, 'deployment.replicas') ?? 1, strategy };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      ...{ name: fullname, namespace },
      labels: { ...labels, ...stringsOf(valueAt(values, 'deployment.labels')) },
      ...withValue('annotations', valueAt(values, 'deployment.annotations')),
    },
    spec: {
      ...(kind === 'Deployment' ? deployment : { updateStrategy: strategy }),
      selector: { matchLabels: selector },
      minReadySeconds: valueAt(values, 'deployment.minReadySeconds') ?? 0,
      template: podTemplate(release),
    },
  };
}

function podTemplate(release: TraefikRelease): Values {
  const { values, labels } = release;
  const annotations = { ...stringsOf(valueAt(values, 'deployment.podAnnotations')), ...scrapeAnnotations(release) };
  return {
    metadata: {
      ...withValue('annotations', annotations),
      labels: { ...labels, ...stringsOf(valueAt(values, 'deployment.podLabels')) },
    },
    spec: podSpec(release),
  };
}

function scrapeAnnotations({ values, ports }: TraefikRelease): Readonly<Record<string, string>> {
  if (!isSet(values, 'metrics.prometheus')) return {};
  const entryPoint = textAt(values, 'metrics.prometheus.entryPoint');
  const port = ports.find(([name]) => name === entryPoint)?.[1] ?? {};
  return {
    'prometheus.io/scrape': 'true',
    'prometheus.io/path': '/metrics',
    'prometheus.io/port': textAt(port, 'port'),
  };
}

function podSpec(release: TraefikRelease): Values {
  const { values, fullname } = release;
  const passedOn = ['tolerations', 'nodeSelector', 'affinity', 'topologySpreadConstraints', 'priorityClassName'];
  const fromDeployment = ['imagePullSecrets', 'dnsPolicy', 'hostAliases', 'initContainers'];
  return {
    ...Object.assign({}, ...fromDeployment.map((field) => withValue(field, valueAt(values, `deployment.${field}`)))),
    serviceAccountName: textAt(values, 'serviceAccount.name') || fullname,
    automountServiceAccountToken: true,
    terminationGracePeriodSeconds: valueAt(values, 'deployment.terminationGracePeriodSeconds') || 60,
    hostNetwork: isSet(values, 'hostNetwork'),
    containers: [container(release), ...listAt(values, 'deployment.additionalContainers')],
    volumes: volumes(release),
    ...withValue('securityContext', valueAt(values, 'podSecurityContext')),
    ...Object.assign({}, ...passedOn.map((field) => withValue(field, valueAt(values, field)))),
  };
}

function container(release: TraefikRelease): Values {
  const { values, fullname, image } = release;
  return {
    name: fullname,
    image,
    imagePullPolicy: textAt(values, 'image.pullPolicy'),
    ...withValue('resources', valueAt(values, 'resources')),
    readinessProbe: probe(release, 'readinessProbe'),
    livenessProbe: probe(release, 'livenessProbe'),
    ports: release.ports.flatMap(([name, port]) => containerPorts(name, port)),
    ...withValue('securityContext', valueAt(values, 'securityContext')),
    volumeMounts: volumeMounts(values),
    args: staticArguments(release),
    env: environment(release),
    ...withValue('envFrom', valueAt(values, 'envFrom')),
  };
}

function probe({ values, ports }: TraefikRelease, field: string): Values {
  const traefik = ports.find(([name]) => name === 'traefik')?.[1] ?? {};
  const port = valueAt(values, 'deployment.healthchecksPort') || valueAt(traefik, 'port')!;
  return {
    httpGet: { path: '/ping', port, scheme: 'HTTP', ...withValue('host', traefik.hostIP) },
    ...mapAt(values, field),
  };
}

/** Port names are lower case, and at most 15 characters in Kubernetes. */
function containerPorts(name: string, port: Values): Values[] {
  const protocol = textAt(port, 'protocol') || 'TCP';
  const host = { ...withValue('hostPort', port.hostPort), ...withValue('hostIP', port.hostIP) };
  const own = { name: name.toLowerCase(), containerPort: port.containerPort || port.port!, ...host, protocol };
  if (!isSet(port, 'http3.enabled')) return [own];
  return [
    own,
    {
      name: `${name.toLowerCase()}-http3`,
      containerPort: port.port!,
      ...withValue('hostPort', port.hostPort),
      protocol: 'UDP',
    },
  ];
}

function volumeMounts(values: Values): Json[] {
  const { name, path, subPath } = mapAt(values, 'persistence');
  const data = { name: name ?? 'data', mountPath: path ?? '/data', ...withValue('subPath', subPath) };
  return [data, { name: 'tmp', mountPath: '/tmp' }, ...listAt(values, 'additionalVolumeMounts')];
}

function environment({ values, switches }: TraefikRelease): Json[] {
  const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  const pod = [field('POD_NAME', 'metadata.name'), field('POD_NAMESPACE', 'metadata.namespace')];
  return [
    ...pod,
    ...(switches.userVariable ? [{ name: 'USER', value: 'traefik' }] : []),
    ...listAt(values, 'env').filter(isMap),
  ];
}

function volumes({ values, fullname }: TraefikRelease): Json[] {
  const { enabled, name, existingClaim } = mapAt(values, 'persistence');
  const claim = { persistentVolumeClaim: { claimName: existingClaim || fullname } };
  const data = { name: name ?? 'data', ...(enabled ? claim : { emptyDir: {} }) };
  return [data, { name: 'tmp', emptyDir: {} }, ...listAt(values, 'deployment.additionalVolumes')];
}
