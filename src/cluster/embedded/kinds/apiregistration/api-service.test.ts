import { beforeEach, describe, expect, it } from 'vitest';
import { rowOf } from '../../../../../test/table-row.ts';
import { seededRuntime } from '../../../../core/runtime.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import type { Cluster } from '../../../cluster.ts';
import { createEmbeddedCluster } from '../../index.ts';

const kind = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' };
const name = 'v1beta1.metrics.k8s.io';
const service = { namespace: 'kube-system', name: 'metrics-server' };
const sound = {
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  groupPriorityMinimum: 100,
  versionPriority: 100,
  insecureSkipTLSVerify: true,
  service,
};
const local = { ...sound, service: undefined, insecureSkipTLSVerify: undefined };

let cluster: Cluster;
beforeEach(() => {
  ({ cluster } = createEmbeddedCluster({ runtime: seededRuntime() }));
});

const create = (spec: object, named = name) =>
  cluster.create({ ...kind, metadata: { name: named }, spec } as UnknownObject);

async function faultsOf(write: Promise<unknown>): Promise<readonly string[]> {
  const error = await write.then(
    () => undefined,
    (thrown) => thrown,
  );
  return (error?.status.details.causes ?? []).map((cause: { field: string; message: string }) =>
    `${cause.field}: ${cause.message}`.replaceAll('"', "'"),
  );
}

describe('an APIService', () => {
  it('is reached at port 443 unless it says otherwise, and is not yet known to be available', async () => {
    const created = await create(sound);
    expect(created.spec).toMatchObject({ service: { ...service, port: 443 } });
    expect(created.status).toEqual({});
  });

  it('of the server itself is available at once', async () => {
    expect(await create(local)).toMatchObject({ status: { conditions: [{ type: 'Available', reason: 'Local' }] } });
  });

  it.each([
    [
      'another name',
      sound,
      'x',
      ["metadata.name: Invalid value: 'x': must be `spec.version+'.'+spec.group`: 'v1beta1.metrics.k8s.io'"],
    ],
    [
      'no group',
      { ...sound, group: undefined },
      'v1beta1.',
      ['spec.group: Required value: only v1 may have an empty group and it better be legacy kube'],
    ],
    [
      'priorities out of range',
      { ...sound, groupPriorityMinimum: 20_001, versionPriority: 0 },
      name,
      [
        'spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000',
        'spec.versionPriority: Invalid value: 0: must be positive and less than 1000',
      ],
    ],
    [
      'a service without a name at no port',
      { ...sound, service: { namespace: 'n', port: 70_000 } },
      name,
      [
        'spec.service.name: Required value',
        'spec.service.port: Invalid value: 70000: port is not valid: must be between 1 and 65535, inclusive',
      ],
    ],
    [
      'a certificate that is not looked at',
      { ...sound, caBundle: 'eA==' },
      name,
      ['spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present'],
    ],
    [
      'a certificate of nobody',
      { ...local, caBundle: 'eA==' },
      name,
      ["spec.caBundle: Invalid value: '1 bytes': local APIServices may not have a caBundle"],
    ],
  ])('is refused with %s', async (_what, spec, named, faults) => {
    expect(await faultsOf(create(spec, named))).toEqual(faults);
  });

  it('keeps its labels when its status is written, and only known states', async () => {
    const created = await create(sound);
    const write = (status: string) =>
      cluster.update(
        {
          ...created,
          metadata: { ...created.metadata, labels: { a: 'b' } },
          status: { conditions: [{ type: 'Available', status }] },
        },
        { subresource: 'status' },
      );
    expect(await faultsOf(write('Maybe'))).toEqual([
      "status.conditions[0].status: Unsupported value: 'Maybe': supported values: 'True', 'False', 'Unknown'",
    ]);
    expect((await write('False')).metadata).not.toHaveProperty('labels');
  });

  it.each([
    [local, undefined, 'Local', 'Unknown'],
    [sound, { status: 'True', reason: 'Passed' }, 'kube-system/metrics-server', 'True'],
    [sound, { status: 'False', reason: 'MissingEndpoints' }, 'kube-system/metrics-server', 'False (MissingEndpoints)'],
    [sound, { status: 'False' }, 'kube-system/metrics-server', 'False'],
  ])('has a row', (spec, condition, home, available) => {
    const conditions = condition ? [{ type: 'Available', ...condition }] : [];
    const row = rowOf('apiregistration.k8s.io/apiservices', { spec, status: { conditions } });
    expect(row).toEqual(['x', home, available, '5s']);
  });
});
