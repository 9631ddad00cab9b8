import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { missingClient, requireClient } from '../../test/clients.ts';
import type { Json } from '../kube/object.ts';
import { printRef } from '../kube/object.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { writeYaml } from '../kube/yaml-write.ts';
import { originOf, printBuilt } from '../report/build-text.ts';
import { type BuildOptions, build } from './build.ts';

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-build-test-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const stage = (name: string, path: string, more: object = {}) =>
  writeYaml({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: {
      interval: '10m',
      path,
      prune: true,
      sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      ...more,
    },
  });

const source = writeYaml({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name: 'flux-system', namespace: 'flux-system' },
  spec: { interval: '1m', url: 'https://git.example.org/lab', ref: { branch: 'main' } },
});

const configMap = (name: string, data: object) =>
  writeYaml({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'apps' }, data });

const flux = folderOf({
  'cluster/source.yaml': source,
  'cluster/apps.yaml': stage('apps', './apps', { postBuild: { substitute: { DOMAIN: 'home.example.org' } } }),
  'cluster/broken.yaml': stage('broken', './nowhere'),
  'apps/a.yaml': configMap('a', { host: `a.\${DOMAIN}` }),
  'apps/s.yaml': writeYaml({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'apps' },
    stringData: { password: 'open sesame' },
    data: { token: Buffer.from('hush').toString('base64') },
  }),
  'apps/locked.yaml': `${configMap('locked', { key: 'ENC[AES256_GCM,data:aGVsbG8=,iv:AA==,tag:AA==,type:str]' })}sops: { mac: 'ENC[AES256_GCM,data:aGVsbG8=,iv:AA==,tag:AA==,type:str]' }\n`,
  'unused/b.yaml': configMap('b', {}),
});

const example = 'examples/k3s-homelab';
const namesOf = async (path: string, options: BuildOptions = {}) =>
  (await build(path, options)).objects.map(({ object }) => printRef(object));

describe('what is built of a repository', () => {
  test('is what Flux applies: substituted, and nothing that no Kustomization reaches', async () => {
    const { objects, findings } = await build(flux);
    expect(objects.map(({ object }) => printRef(object))).toEqual([
      'ConfigMap/apps/a',
      'ConfigMap/apps/locked',
      'Secret/apps/s',
    ]);
    expect(objects[0]?.object.data).toEqual({ host: 'a.home.example.org' });
    expect(findings.map(({ code }) => code)).toEqual(['kustomization-path-missing']);
  });

  test('hides the values of Secrets, shows those in clear on request, and never what is encrypted', async () => {
    const text = async (options: BuildOptions) =>
      (await build(flux, options)).objects.map((each) => printBuilt(each, false)).join('\n');
    const [hidden, shown] = [await text({}), await text({ showSecrets: true })];
    expect(hidden).not.toContain('open sesame');
    expect(hidden).toContain('password: "***"');
    expect(shown).toContain('open sesame');
    for (const each of [hidden, shown]) {
      expect(each).not.toContain('ENC[');
      expect(each).toContain('key: <encrypted>');
    }
    expect((await build(flux)).hidden).toBe(2);
  });

  test.each([
    [{ kinds: ['cm'] }, ['ConfigMap/apps/a', 'ConfigMap/apps/locked']],
    [{ kinds: ['Secrets', 'deploy'] }, ['Secret/apps/s']],
    [{ name: 'a' }, ['ConfigMap/apps/a']],
    [{ namespace: 'elsewhere' }, []],
    [{ kustomization: 'flux-system/apps', kinds: ['secret'] }, ['Secret/apps/s']],
  ])('is filtered by %j', async (options, expected) => {
    expect(await namesOf(flux, options)).toEqual(expected);
  });

  test.each([
    [{ kustomization: 'flux-system/broken' }, /path not found/],
    [{ kustomization: 'flux-system/app' }, /no Flux Kustomization flux-system\/app/],
    [{ release: 'apps/nothing' }, /no release apps\/nothing/],
  ])('is refused where %j is not there', async (options, message) => {
    await expect(build(flux, options)).rejects.toThrow(message);
  });

  test('of a lab is what would be pushed, with what charts make', async () => {
    const objects = (await build(example, { release: 'metallb-system/metallb', kinds: ['crd'] })).objects;
    expect(objects.length).toBeGreaterThan(3);
    expect(originOf(objects[0]!)).toBe(
      'infra/controller/metallb/helmrelease.yaml:1, installed by HelmRelease/metallb-system/metallb, applied by Kustomization flux-system/metallb-infra',
    );
  });

  test('of a plain folder are its objects', async () => {
    expect(await namesOf(folderOf({ 'a.yaml': configMap('a', {}) }))).toEqual(['ConfigMap/apps/a']);
  });
});

const skipReason = missingClient('kubectl');

describe.skipIf(skipReason !== undefined)(`kubectl kustomize${skipReason ? `: ${skipReason}` : ''}`, () => {
  test.each([
    ['flux-system/metallb-infra-config', 'infra/config/metallb'],
    ['flux-system/cert-manager-infra', 'infra/controller/cert-manager'],
  ])('gives the objects of %s', async (kustomization, folder) => {
    const repository = join(example, 'repository');
    const { stdout } = await requireClient('kubectl')(['kustomize', join(repository, folder)]);
    const built = (await build(repository, { kustomization, showSecrets: true })).objects
      .filter(({ madeBy }) => madeBy === undefined)
      .map(({ object }) => object);
    const byRef = (objects: readonly unknown[]) =>
      Object.fromEntries(objects.map((each) => [printRef(each as Parameters<typeof printRef>[0]), each]));
    const theirs: readonly Json[] = readDocuments(stdout, 'stream').documents.map(({ value }) => value);
    expect(theirs.length).toBeGreaterThan(0);
    expect(byRef(built)).toEqual(byRef(theirs));
  });
});
