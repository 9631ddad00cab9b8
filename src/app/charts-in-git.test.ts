import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { clientPath } from '../../scripts/fetch-kubectl.mjs';
import { missingClient } from '../../test/clients.ts';
import { metadata, packChart } from '../charts/test-charts.ts';
import { build } from './build.ts';
import { up } from './up.ts';

const template = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  selector: { app: {{ .Values.app }} }
  ports:
  - port: {{ .Values.port }}
`;
const defaults = 'port: 1\napp: default\n';

const release = (name: string, chart: string, more: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${name}, namespace: default }
spec:
  interval: 10m
  install: { remediation: { retries: 3 } }
  chart:
    spec:
      chart: ${chart}
      sourceRef: { kind: GitRepository, name: flux-system, namespace: flux-system }
${more}`;

const files: Readonly<Record<string, string | Uint8Array>> = {
  'flux/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec: { interval: 10m, path: ./apps, prune: true, wait: true, sourceRef: { kind: GitRepository, name: flux-system } }
`,
  'flux/source.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { interval: 1m, url: "https://git.example.org/lab", ref: { branch: main } }
`,
  'charts/folder/Chart.yaml': metadata('folder'),
  'charts/folder/values.yaml': defaults,
  'charts/folder/home.yaml': 'port: 8080\napp: home\n',
  'charts/folder/later.yaml': 'app: later\n',
  'charts/folder/templates/service.yaml': template,
  'charts/packed-1.0.0.tgz': packChart('packed', {
    'values.yaml': defaults,
    'home.yaml': 'port: 9090\napp: packed\n',
    'templates/service.yaml': template,
  }),
  'apps/folder.yaml': release(
    'folder',
    './charts/folder',
    `      valuesFiles: [./charts/folder/home.yaml, ./charts/folder/later.yaml]
  postRenderers:
  - kustomize:
      patches:
      - target: { kind: Service }
        patch: '[{op: add, path: /spec/sessionAffinity, value: ClientIP}]'
`,
  ),
  'apps/packed.yaml': release('packed', './charts/packed-1.0.0.tgz', '  values: { port: 9090 }\n'),
};

function write(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-git-charts-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const reason = missingClient('helm');
describe.skipIf(reason !== undefined)('charts in a repository, folded out and packed, rendered by helm', () => {
  beforeAll(() => {
    vi.stubEnv('PATH', `${dirname(clientPath('helm'))}:${process.env.PATH}`);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  const expected = [
    ['folder', { selector: { app: 'later' }, ports: [{ port: 8080 }], sessionAffinity: 'ClientIP' }],
    ['packed', { selector: { app: 'default' }, ports: [{ port: 9090 }] }],
  ] as const;

  test('are built with their values files and post-renderers', async () => {
    const { objects } = await build(write());
    const services = objects.map(({ object }) => object).filter(({ kind }) => kind === 'Service');
    expect(services.map(({ metadata, spec }) => [metadata.name, spec])).toEqual(expected);
  });

  test('come up', async () => {
    const options = { keep: false, onProgress: () => undefined, signal: new AbortController().signal };
    const { report, close } = await up(write(), options);
    await close();
    expect(report.charts.map(({ release: name, by }) => [name, by])).toEqual([
      ['default/folder', 'helm'],
      ['default/packed', 'helm'],
    ]);
    expect(report.convergence.filter(({ readyAt }) => readyAt === undefined)).toEqual([]);
    expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
