import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../../../test/table-row.ts';

describe('an object of which nothing is known yet', () => {
  it.each([
    ['/componentstatuses', ['Unknown', '', '']],
    ['/configmaps', [0, '5s']],
    ['/endpoints', ['<none>', '5s']],
    ['/namespaces', ['', '5s']],
    ['/nodes', ['Unknown', '<none>', '5s', '', '<none>', '<none>', '<unknown>', '<unknown>', '<unknown>']],
    ['/persistentvolumeclaims', ['', '', '', '', '', '<unset>', '5s', '<unset>']],
    ['/persistentvolumes', ['0', '', '', '', '', '', '<unset>', '', '5s', '<unset>']],
    ['/pods', ['0/0', '', '0', '5s', '<none>', '<none>', '<none>', '<none>']],
    ['/podtemplates', ['', '', '<none>']],
    ['/replicationcontrollers', [0, 0, 0, '5s', '', '', '<none>']],
    ['/resourcequotas', ['', '', '5s']],
    ['/secrets', ['', 0, '5s']],
    ['/serviceaccounts', ['5s']],
    ['/services', ['', '<none>', '<unknown>', '<none>', '5s', '<none>']],
    ['admissionregistration.k8s.io/mutatingadmissionpolicies', [0, '<unset>', '5s']],
    ['admissionregistration.k8s.io/mutatingadmissionpolicybindings', ['', '<unset>', '5s']],
    ['admissionregistration.k8s.io/mutatingwebhookconfigurations', [0, '5s']],
    ['admissionregistration.k8s.io/validatingadmissionpolicies', [0, '<unset>', '5s']],
    ['admissionregistration.k8s.io/validatingadmissionpolicybindings', ['', '<unset>', '5s']],
    ['admissionregistration.k8s.io/validatingwebhookconfigurations', [0, '5s']],
    ['apps/controllerrevisions', ['<none>', 0, '5s']],
    ['apps/daemonsets', [0, 0, 0, 0, 0, '<none>', '5s', '', '', '<none>']],
    ['apps/deployments', ['0/0', 0, 0, '5s', '', '', '']],
    ['apps/replicasets', [0, 0, 0, '5s', '', '', '<none>']],
    ['apps/statefulsets', ['0/0', '5s', '', '']],
    ['autoscaling/horizontalpodautoscalers', ['/', '<none>', '<unset>', 0, 0, '5s']],
    ['batch/cronjobs', ['', '<none>', '<unset>', 0, '<none>', '5s', '', '', '<none>']],
    ['batch/jobs', ['Running', '0/1', '', '5s', '', '', '<none>']],
    ['certificates.k8s.io/certificatesigningrequests', ['5s', '<none>', '', '<none>', 'Pending']],
    ['coordination.k8s.io/leases', ['', '5s']],
    ['discovery.k8s.io/endpointslices', ['', '<unset>', '<unset>', '5s']],
    ['flowcontrol.apiserver.k8s.io/flowschemas', ['', 0, '<none>', '5s', '?']],
    ['flowcontrol.apiserver.k8s.io/prioritylevelconfigurations', ['', '<none>', '<none>', '<none>', '<none>', '5s']],
    ['networking.k8s.io/ingressclasses', ['', '<none>', '5s']],
    ['networking.k8s.io/ingresses', ['<none>', '*', '', '80', '5s']],
    ['networking.k8s.io/ipaddresses', ['<none>', '5s']],
    ['networking.k8s.io/networkpolicies', ['<none>', '5s']],
    ['networking.k8s.io/servicecidrs', ['', '5s']],
    ['node.k8s.io/runtimeclasses', ['', '5s']],
    ['policy/poddisruptionbudgets', ['N/A', 'N/A', 0, '5s']],
    ['rbac.authorization.k8s.io/clusterrolebindings', ['/', '5s', '', '', '']],
    ['rbac.authorization.k8s.io/roles', ['1970-01-01T00:00:00Z']],
    ['resource.k8s.io/deviceclasses', ['5s']],
    ['resource.k8s.io/resourceclaims', ['pending', '5s']],
    ['resource.k8s.io/resourceclaimtemplates', ['5s']],
    ['resource.k8s.io/resourceslices', ['', '', '', '5s']],
    ['scheduling.k8s.io/priorityclasses', [0, false, '5s', '']],
    ['storage.k8s.io/csidrivers', [true, false, false, '<unset>', false, '<none>', '5s']],
    ['storage.k8s.io/csinodes', [0, '5s']],
    ['storage.k8s.io/csistoragecapacities', ['', '<unset>']],
    ['storage.k8s.io/storageclasses', ['', 'Delete', 'Immediate', false, '5s']],
    ['storage.k8s.io/volumeattachments', ['', '', '', false, '5s']],
    ['storage.k8s.io/volumeattributesclasses', ['', '5s']],
  ])('of %s has its row', (table, cells) => {
    expect(rowOf(table)).toEqual(['x', ...cells]);
  });

  it('of which not even the time is known is of unknown age', () => {
    const metadata = { creationTimestamp: undefined };
    expect(rowOf('/serviceaccounts', { metadata })).toEqual(['x', '<unknown>']);
    expect(rowOf('rbac.authorization.k8s.io/roles', { metadata })).toEqual(['x', '']);
  });

  it('whose status and specification are empty has the same row', () => {
    const tables = [
      '/services',
      '/pods',
      '/nodes',
      '/persistentvolumes',
      'apps/deployments',
      'apps/daemonsets',
      'apps/replicasets',
    ];
    const more = [
      'apps/statefulsets',
      'batch/jobs',
      'batch/cronjobs',
      'networking.k8s.io/ingresses',
      '/replicationcontrollers',
    ];
    for (const table of [...tables, ...more]) expect(rowOf(table, { spec: {}, status: {} })).toEqual(rowOf(table));
  });
});
