import { describe, expect, test } from 'vitest';
import type { Values } from '../../charts/contract.ts';
import { valueAt } from '../chart-values.ts';
import { chart } from './chart.ts';

const render = (values: Values, version = '3.13.1') =>
  chart.render({ name: 'metrics-server', namespace: 'kube-system', version, values });
const find = (kind: string, values: Values, version?: string): Values =>
  render(values, version).objects.find((object) => object.kind === kind) as Values;

describe('the outline of the chart', () => {
  test('brings the program, the API, and the rights that both need', () => {
    const { objects, unknown } = render({});
    expect(unknown).toEqual([]);
    expect(objects.map(({ kind, metadata }) => `${kind}/${metadata.namespace ?? ''}/${metadata.name}`)).toEqual([
      'ServiceAccount/kube-system/metrics-server',
      'ClusterRole//system:metrics-server',
      'ClusterRole//system:metrics-server-aggregated-reader',
      'ClusterRoleBinding//system:metrics-server',
      'ClusterRoleBinding//metrics-server:system:auth-delegator',
      'RoleBinding/kube-system/metrics-server-auth-reader',
      'Service/kube-system/metrics-server',
      'Deployment/kube-system/metrics-server',
      'APIService//v1beta1.metrics.k8s.io',
    ]);
  });

  test('lays the arguments of values behind those of its own', () => {
    const [container] = valueAt(
      find('Deployment', { args: ['--kubelet-insecure-tls'] }),
      'spec.template.spec.containers',
    ) as [Values];
    expect(container.args).toEqual([
      '--secure-port=10250',
      '--cert-dir=/tmp',
      '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
      '--kubelet-use-node-status-port',
      '--metric-resolution=15s',
      '--kubelet-insecure-tls',
    ]);
  });

  test.each([
    ['3.13.1', 'v0.8.1', undefined],
    ['3.13.0', 'v0.8.0', false],
  ])('%s installs %s and writes a false insecureSkipTLSVerify as %j', (version, tag, written) => {
    const values = { apiService: { insecureSkipTLSVerify: false } };
    expect(JSON.stringify(find('Deployment', values, version))).toContain(`metrics-server:${tag}"`);
    expect(valueAt(find('APIService', values, version), 'spec.insecureSkipTLSVerify')).toBe(written);
  });

  test.each<[values: Values, unknown: readonly string[]]>([
    [{ tls: { type: 'cert-manager' } }, ['tls.type']],
    [{ addonResizer: { enabled: true } }, ['addonResizer.enabled']],
    [{ hostUsers: false }, ['hostUsers']],
    [{ replicas: 2, resources: { limits: { memory: '300Mi' } } }, []],
  ])('says of %j what it does not know: %j', (values, unknown) => {
    expect(render(values).unknown).toEqual(unknown);
  });
});
