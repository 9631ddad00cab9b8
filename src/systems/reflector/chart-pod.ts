import type { Values } from '../../charts/contract.ts';
import { listAt, mapAt, textAt, valueAt, withValue } from '../chart-values.ts';
import { knowsExcluded } from './chart-versions.ts';

const passedOn = (values: Values, names: readonly string[]): Values =>
  Object.assign({}, ...names.map((name) => withValue(name, valueAt(values, name))));

/** The pod as the chart writes it (templates/deployment.yaml). */
export const podSpecOf = (account: string, values: Values, version: string): Values => ({
  ...passedOn(values, ['imagePullSecrets']),
  serviceAccountName: account,
  securityContext: mapAt(values, 'podSecurityContext'),
  ...passedOn(values, ['priorityClassName']),
  containers: [containerOf(values, version)],
  ...passedOn(values, ['nodeSelector', 'affinity', 'tolerations', 'volumes', 'topologySpreadConstraints']),
});

const containerOf = (values: Values, version: string): Values => ({
  name: 'reflector',
  securityContext: mapAt(values, 'securityContext'),
  image: `${textAt(values, 'image.repository')}:${textAt(values, 'image.tag') || version}`,
  imagePullPolicy: valueAt(values, 'image.pullPolicy')!,
  env: [...environmentOf(values, version), ...listAt(values, 'extraEnv')],
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  livenessProbe: mapAt(values, 'livenessProbe'),
  readinessProbe: mapAt(values, 'readinessProbe'),
  startupProbe: mapAt(values, 'startupProbe'),
  resources: mapAt(values, 'resources'),
  volumeMounts: listAt(values, 'volumeMounts'),
});

const environmentOf = (values: Values, version: string): readonly Values[] =>
  [
    ['Serilog__MinimumLevel__Default', 'logging.minimumLevel'],
    ['Reflector__Watcher__Timeout', 'watcher.timeout'],
    ...(knowsExcluded(version) ? [['Reflector__Watcher__ExcludedNamespaces', 'watcher.excludedNamespaces']] : []),
    ['Ignite__KubernetesClient__SkipTlsVerify', 'kubernetes.skipTlsVerify'],
  ].map(([name, path]) => ({ name: `ES_${name}`, value: textAt(values, `configuration.${path}`) }));
