import type { Values } from '../../charts/contract.ts';
import type { Json } from '../../kube/object.ts';
import { isSet, listAt, textAt, valueAt, withValue } from '../chart-values.ts';
import type { ChartNames } from './chart-rbac.ts';

const passedOn = (values: Values, names: readonly string[]): Values =>
  Object.assign({}, ...names.map((name) => withValue(name, valueAt(values, name))));

/** The pod as the chart writes it (templates/deployment.yaml). */
export const podSpecOf = (names: ChartNames, values: Values, appVersion: string): Values => ({
  serviceAccountName: names.account,
  ...passedOn(values, ['schedulerName', 'imagePullSecrets', 'priorityClassName', 'dnsConfig']),
  ...withValue('securityContext', valueAt(values, 'podSecurityContext')),
  ...(isSet(values, 'hostNetwork.enabled') && { hostNetwork: true }),
  containers: [containerOf(values, appVersion)],
  volumes: [{ name: 'tmp', ...(valueAt(values, 'tmpVolume') as Values) }],
  ...passedOn(values, ['nodeSelector', 'affinity', 'tolerations', 'topologySpreadConstraints']),
});

const containerOf = (values: Values, appVersion: string): Values => ({
  name: 'metrics-server',
  ...withValue('securityContext', valueAt(values, 'securityContext')),
  image: `${textAt(values, 'image.repository')}:${textAt(values, 'image.tag') || `v${appVersion}`}`,
  imagePullPolicy: valueAt(values, 'image.pullPolicy')!,
  args: argumentsOf(values),
  ports: [{ name: 'https', protocol: 'TCP', containerPort: valueAt(values, 'containerPort')! }],
  ...passedOn(values, ['livenessProbe', 'readinessProbe']),
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  ...passedOn(values, ['resources']),
});

const argumentsOf = (values: Values): readonly Json[] => [
  `--secure-port=${textAt(values, 'containerPort')}`,
  ...listAt(values, 'defaultArgs'),
  ...(isSet(values, 'metrics.enabled') ? ['--authorization-always-allow-paths=/metrics'] : []),
  ...listAt(values, 'args'),
];
