import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { timeline } from './timeline.ts';

/** What strangers' repositories do that nobody thought of: it must be followed, or not known. */
function write(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-unseen-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const stage = (name: string, path: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec: { interval: 10m, retryInterval: 1m, prune: true, path: ${path}, sourceRef: { kind: GitRepository, name: flux-system } }
`;

const source = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { interval: 1m, url: https://git.example.org/lab.git, ref: { branch: main } }
`;

test('objects of versions that an older Flux serves are applied, where nothing says which Flux it is', async () => {
  const old = `apiVersion: source.toolkit.fluxcd.io/v1beta2
kind: HelmRepository
metadata: { name: charts, namespace: flux-system }
spec: { interval: 1h, url: https://charts.example.org }
`;
  const folder = write({ 'cluster/flux.yaml': `${source}---\n${stage('apps', './apps')}`, 'apps/charts.yaml': old });
  const { steps, findings } = await timeline(folder);
  expect(steps.map(({ name, state }) => [name, state])).toContainEqual(['flux-system/apps', 'ready']);
  expect(findings).toEqual([]);
});

test('a node that a script names later does not keep a cluster from coming up', async () => {
  const job = `apiVersion: batch/v1
kind: Job
metadata: { name: speed, namespace: default }
spec: { template: { spec: { nodeSelector: { kubernetes.io/hostname: "\${NODE}" }, containers: [{ name: a, image: a }] } } }
`;
  const text = `${source}---\n${stage('apps', './apps')}`;
  const folder = write({ 'cluster/flux.yaml': text, 'apps/kustomization.yaml': '{}', 'scripts/speed.yaml': job });
  const { steps } = await timeline(folder);
  expect(steps.length).toBeGreaterThan(0);
});

test('what a Kustomization that cannot be built would bring is not started in its place', async () => {
  const child = stage('hello', './apps/hello/app').replace('namespace: flux-system', 'namespace: hello');
  const folder = write({
    'cluster/flux.yaml': `${source}---\n${stage('apps', './apps')}`,
    'apps/kustomization.yaml': 'resources: [gone.yaml, hello/ks.yaml]\n',
    'apps/hello/ks.yaml': child,
    'apps/hello/app/kustomization.yaml': '{}\n',
  });
  const { steps, findings } = await timeline(folder);
  expect(steps.filter(({ does }) => does === 'stage').map(({ name, state }) => [name, state])).toEqual([
    ['flux-system/apps', 'never'],
  ]);
  expect(findings.map(({ code }) => code)).toEqual(['kustomize-build-failed']);
});

test('betas of Kubernetes that are not served here may be elsewhere', async () => {
  const policy = `apiVersion: admissionregistration.k8s.io/v1beta1
kind: MutatingAdmissionPolicy
metadata: { name: limits }
`;
  const folder = write({ 'cluster/flux.yaml': `${source}---\n${stage('apps', './apps')}`, 'apps/policy.yaml': policy });
  const { steps } = await timeline(folder);
  expect(steps.map(({ name, state }) => [name, state])).toContainEqual(['flux-system/apps', 'not-known']);
});
