import type { Values } from '../../charts/contract.ts';
import type { Json } from '../../kube/object.ts';
import { isSet, listAt, textAt } from '../chart-values.ts';

const option = (flag: string, values: Values, path: string): string[] =>
  isSet(values, path) ? [`--${flag}=${textAt(values, path)}`] : [];

/** Arguments of the controller as the values have them (templates/deployment.yaml). */
export function controllerArguments(values: Values, appVersion: string): Json[] {
  const solver = `${textAt(values, 'acmesolver.image.repository')}:${textAt(values, 'acmesolver.image.tag') || appVersion}`;
  return [
    `--v=${textAt(values, 'global.logLevel')}`,
    `--cluster-resource-namespace=${textAt(values, 'clusterResourceNamespace') || '$(POD_NAMESPACE)'}`,
    ...option('leader-election-namespace', values, 'global.leaderElection.namespace'),
    `--acme-http01-solver-image=${solver}`,
    ...listAt(values, 'extraArgs'),
    ...option('feature-gates', values, 'featureGates'),
    ...option('max-concurrent-challenges', values, 'maxConcurrentChallenges'),
    ...option('enable-certificate-owner-ref', values, 'enableCertificateOwnerRef'),
    ...option('dns01-recursive-nameservers-only', values, 'dns01RecursiveNameserversOnly'),
    ...option('dns01-recursive-nameservers', values, 'dns01RecursiveNameservers'),
  ];
}

/** Arguments of another component: those of the skeleton with what the values say of log level, election and time. */
export const componentArguments = (skeleton: readonly Json[], settings: Values, values: Values): Json[] => [
  ...skeleton.map((argument) =>
    String(argument)
      .replace(/^--v=.*/, `--v=${textAt(values, 'global.logLevel')}`)
      .replace(
        /^--leader-election-namespace=.*/,
        `--leader-election-namespace=${textAt(values, 'global.leaderElection.namespace')}`,
      )
      .replace(/^--wait=.*/, `--wait=${textAt(settings, 'timeout')}`),
  ),
  ...listAt(settings, 'extraArgs'),
];
