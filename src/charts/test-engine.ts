import type { ChartMode, ChartOutline, ChartStore, WantedChart } from './contract.ts';
import { createChartEngine } from './engine.ts';
import { makeChart, metadata } from './test-charts.ts';

export const url = 'https://charts.example.org';
export const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

export const outline: ChartOutline = {
  chart: 'web',
  repositories: [url],
  usual: { namespace: 'web', values: {} },
  versions: ['2.1.0', '2.0.0'],
  supports: (version) => version.startsWith('2.'),
  nearestTo: (version) => (version.startsWith('1.') ? '2.0.0' : '2.1.0'),
  render: ({ values }) => (values.bad ? { objects: [], error: 'no', unknown: [] } : { objects: [], unknown: [] }),
  crds: async () => [],
};

export const store = (...versions: readonly string[]): ChartStore => ({
  find: async ({ name, range = '*' }) => {
    const version = versions.find((each) => each === range);
    return version === undefined
      ? undefined
      : makeChart(name, { 'Chart.yaml': metadata(name, '', version), 'templates/a.yaml': configMap('by-helm') });
  },
});

export const want = (range: string, name = 'web'): WantedChart => ({
  name,
  range,
  source: { type: 'repository', url },
});

export function open(mode: ChartMode, options: { helm?: boolean; stores?: readonly ChartStore[] } = {}) {
  const { helm = true, stores = [store('1.0.0', '2.1.0', '2.5.0', '3.0.0')] } = options;
  const findHelm = async () =>
    helm ? { path: '/nowhere/helm', version: '3.19.0' } : { missing: 'no helm is on PATH' };
  return createChartEngine({ outlines: [outline], mode, findHelm, stores, kubernetesVersion: '1.34.2' });
}
