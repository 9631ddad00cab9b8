import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from './check.ts';
import { up } from './up.ts';

const kustomization = (name: string, more = ''): string => `
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec: { interval: 10m, path: ./${name}, prune: true, sourceRef: { kind: GitRepository, name: flux-system }${more} }
`;

const release = (name: string, version: string, values = ''): string => `
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: ${name}, namespace: flux-system }
spec: { interval: 1h, url: ${name === 'metallb' ? 'https://metallb.github.io/metallb' : 'https://charts.example.org'} }
---
apiVersion: v1
kind: Namespace
metadata: { name: ${name} }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${name}, namespace: ${name} }
spec:
  interval: 10m
  install: { remediation: { retries: 3 } }
  upgrade: { remediation: { retries: 3 } }
  chart:
    spec: { chart: ${name}, version: ${version}, sourceRef: { kind: HelmRepository, name: ${name}, namespace: flux-system } }
${values}`;

const pool = `
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: { name: house, namespace: metallb }
spec: { addresses: [192.168.88.60-192.168.88.70] }
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: { name: house, namespace: metallb }
`;

const thing = `
apiVersion: things.example.org/v1
kind: Thing
metadata: { name: one, namespace: default }
`;

function write(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-charts-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function bringUp(files: Readonly<Record<string, string>>) {
  const options = { keep: false, onProgress: () => undefined, signal: new AbortController().signal };
  const { report, close } = await up(write(files), { ...options, charts: 'outline' });
  await close();
  return report;
}

const codes = (findings: readonly { severity: string; code: string }[]) =>
  findings.map(({ severity, code }) => `${severity} ${code}`);

describe('a proof', () => {
  test('goes by the nearest outline of a version that none is of, with a note', async () => {
    const report = await bringUp({
      'flux/a.yaml': kustomization('metallb'),
      'flux/b.yaml': kustomization('pools', ', dependsOn: [{ name: metallb }]'),
      'metallb/release.yaml': release('metallb', '0.15.2'),
      'pools/pool.yaml': pool,
    });
    expect(report.charts).toEqual([
      {
        release: 'metallb/metallb',
        chart: 'metallb',
        version: '0.15.2',
        by: 'outline',
        fit: 'nearest',
        outlineOf: '0.14.9',
        notes: [],
      },
    ]);
    const [note] = report.findings.filter(({ code }) => code === 'chart-version-near');
    expect(note).toMatchObject({
      severity: 'info',
      object: 'HelmRelease/metallb/metallb',
      file: 'metallb/release.yaml',
    });
    expect(report.findings.filter(({ severity }) => severity === 'error' || severity === 'unknown')).toEqual([]);
    expect(report.convergence.filter(({ readyAt }) => readyAt === undefined)).toEqual([]);
  });

  test('names the range where no version of it is known', async () => {
    const report = await bringUp({
      'flux/a.yaml': kustomization('metallb'),
      'metallb/release.yaml': release('metallb', '0.15.x'),
    });
    expect(report.findings.find(({ code }) => code === 'chart-version-near')?.message).toBe(
      "chart 'metallb' in a version of 0.15.x is not at hand: the outline of 0.14.9, the nearest known, stands in",
    );
  });

  test('does not count values as wrong that the outline of another version refuses', async () => {
    const report = await bringUp({
      'flux/a.yaml': kustomization('metallb'),
      'metallb/release.yaml': release('metallb', '0.9.0', '  values: { configInline: { peers: [] } }\n'),
    });
    expect(report.verdict).toBe('unknown');
    expect(codes(report.findings)).toContain('unknown chart-not-known');
    expect(report.charts).toMatchObject([{ by: 'nothing' }]);
  });

  test('takes a release for ready whose chart is not known, says so once, and goes on after it', async () => {
    const report = await bringUp({
      'flux/a.yaml': kustomization('web', ', wait: true'),
      'flux/b.yaml': kustomization('pools', ', dependsOn: [{ name: web }]'),
      'web/release.yaml': release('web', '1.0.0'),
      'pools/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: after, namespace: default }\n',
    });
    expect(report.convergence.filter(({ readyAt }) => readyAt === undefined)).toEqual([]);
    expect(report.convergence.find(({ kind }) => kind === 'HelmRelease')).toMatchObject({ reason: 'NotModelled' });
    expect(codes(report.findings)).toEqual(['unknown chart-not-known']);
    expect(report.assumptions).toContainEqual(
      expect.objectContaining({ id: 'releases-taken-for-ready', value: 'web/web' }),
    );
    expect(report.verdict).toBe('unknown');
  });

  test('does not know what waits for kinds that such a chart may bring', async () => {
    const report = await bringUp({
      'flux/a.yaml': kustomization('web'),
      'flux/b.yaml': kustomization('things', ', dependsOn: [{ name: web }]'),
      'web/release.yaml': release('web', '1.0.0'),
      'things/thing.yaml': thing,
    });
    expect(codes(report.findings).sort()).toEqual(['unknown chart-not-known', 'unknown kind-not-known']);
    expect(report.findings.find(({ code }) => code === 'kind-not-known')?.knownBy).toContain('not at hand: web');
    expect(report.verdict).toBe('unknown');
  });
});

describe('a check', () => {
  test('says of several charts that are not at hand in one finding how many releases they are of', async () => {
    const { findings, charts } = await check(
      write({
        'flux/a.yaml': kustomization('apps'),
        'apps/one.yaml': release('one', '1.0.0'),
        'apps/two.yaml': release('two', '2.0.0'),
      }),
      { charts: 'outline' },
    );
    expect(charts.map(({ by }) => by)).toEqual(['nothing', 'nothing']);
    const open = findings.filter(({ code }) => code === 'chart-not-known');
    expect(open).toMatchObject([{ severity: 'unknown', message: expect.stringContaining('2 releases of 2 charts') }]);
  });

  test('counts what releases install among the objects', async () => {
    const files = { 'flux/a.yaml': kustomization('metallb'), 'metallb/release.yaml': release('metallb', '0.14.9') };
    const { objects, charts } = await check(write(files), { charts: 'outline' });
    expect(charts).toMatchObject([{ by: 'outline', fit: 'exact' }]);
    expect(objects).toBeGreaterThan(20);
  });
});
