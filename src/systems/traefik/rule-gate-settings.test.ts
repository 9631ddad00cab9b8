import { expect, test } from 'vitest';
import { makeRuleInput } from '../../check/check-objects.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { exampleTraefik } from './rule-examples.ts';
import { gateSettings } from './rule-gate-settings.ts';

const pinned = { chart: { spec: { chart: 'traefik', version: '41.3.0' } } };
const release = (spec: object, name = 'traefik'): UnknownObject => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name, namespace: 'traefik' },
  spec,
});
const workload = (container: object): UnknownObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'edge', namespace: 'edge' },
  spec: { template: { metadata: { labels: { app: 'edge' } }, spec: { containers: [{ name: 'edge', ...container }] } } },
});
const plain = { ports: { plain: { port: 8081 } } };
const ofChart = ['metrics', 'traefik', 'web', 'websecure'];
const image = 'docker.io/library/traefik:v3.7.9';

test.each<[what: string, objects: UnknownObject[], names: string[]]>([
  ['the chart with default values', [release(pinned)], ofChart],
  ['the chart with an entry point more', [release({ ...pinned, values: plain })], [...ofChart, 'plain'].sort()],
  ['a workload of the chart', [exampleTraefik], ['web', 'websecure']],
  ['a workload of another name', [workload({ image, args: ['--entryPoints.edge.address=:80'] })], ['edge']],
  [
    'two of them',
    [exampleTraefik, workload({ image, args: ['--entryPoints.edge.address=:80'] })],
    ['edge', 'web', 'websecure'],
  ],
])('entry points are known of %s', (_, objects, names) => {
  const gates = gateSettings(makeRuleInput(objects.map((object) => ({ object }))));
  expect([...new Set(gates?.flatMap(({ entryPoints }) => [...entryPoints.keys()]))].sort()).toEqual(names);
});

test.each<[what: string, objects: UnknownObject[]]>([
  ['no Traefik', [workload({ image: 'nginx:1.29' })]],
  ['values from elsewhere', [release({ ...pinned, valuesFrom: [{ kind: 'ConfigMap', name: 'values' }] })]],
  ['what is changed after rendering', [release({ ...pinned, postRenderers: [{ kustomize: {} }] })]],
  ['values the model does not know', [release({ ...pinned, values: { nonsense: { nobody: 'knows' } } })]],
  ['a range of versions', [release({ chart: { spec: { chart: 'traefik', version: '41.x' } } })]],
  ['a version without a model', [release({ chart: { spec: { chart: 'traefik', version: '10.0.0' } } })]],
  ['a chart that is held elsewhere', [release({ chartRef: { kind: 'OCIRepository', name: 'traefik' } })]],
  ['settings in a file', [workload({ image, args: ['--configFile=/etc/traefik/traefik.yaml'] })]],
  ['settings in variables', [workload({ image })]],
  ['one that is known beside one that is not', [exampleTraefik, workload({ image })]],
  [
    'the Traefik of k3s',
    [
      exampleTraefik,
      {
        apiVersion: 'helm.cattle.io/v1',
        kind: 'HelmChartConfig',
        metadata: { name: 'traefik', namespace: 'kube-system' },
      },
    ],
  ],
])('entry points are not known of %s', (_, objects) => {
  expect(gateSettings(makeRuleInput(objects.map((object) => ({ object }))))).toBeUndefined();
});
