import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { check } from './check.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-fix-'));
});

const release = (name: string, more = '') => `# ${name}
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: media
spec:
  interval: 1h # long
  chartRef: { kind: OCIRepository, name: app }
${more}`;

const retries = '  install:\n    remediation:\n      retries: 3\n';
const mendedBy = (report: Awaited<ReturnType<typeof check>>) => report.fix?.mended.map(({ object }) => object);
const leftBy = (report: Awaited<ReturnType<typeof check>>) =>
  report.fix?.left.map(({ finding, reason }) => [finding.object, reason]);

test('what a machine can mend is mended where it is written, and told no more', async () => {
  writeFileSync(at('a.yaml'), release('a'));
  const before = await check(folder);
  expect(before.fixable).toBe(1);
  const report = await check(folder, { fix: 'write' });
  expect(mendedBy(report)).toEqual(['HelmRelease/media/a']);
  expect(read('a.yaml')).toBe(release('a', retries));
  expect(report.findings.map(({ code }) => code)).not.toContain('helmrelease-retries-missing');
  expect(report.findings.length).toBe(before.findings.length - 1);
  const again = await check(folder, { fix: 'write' });
  expect(again.fix).toEqual({ written: true, files: [], mended: [], left: [] });
});

test('a dry run shows the texts and changes nothing', async () => {
  writeFileSync(at('a.yaml'), release('a'));
  const { fix, findings } = await check(folder, { fix: 'dry-run' });
  expect(fix).toMatchObject({ written: false, files: [{ file: 'a.yaml', after: release('a', retries) }] });
  expect(findings.map(({ code }) => code)).toContain('helmrelease-retries-missing');
  expect(read('a.yaml')).toBe(release('a'));
});

test('what is silenced, encrypted, linked or made of something else is left as it is', async () => {
  const silenced = `# gatehouse: ignore=helmrelease-retries-missing on purpose\n${release('silenced')}`;
  writeFileSync(at('silenced.yaml'), silenced);
  const sealed = release(
    'sealed',
    'sops:\n  mac: ENC[AES256_GCM,data:x,type:str]\n  lastmodified: "2026-01-01T00:00:00Z"\n  version: 3.9.0\n',
  );
  writeFileSync(at('sealed.yaml'), sealed);
  const beside = `${release('beside')}---\napiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: media }\nstringData: { a: b }\n`;
  writeFileSync(at('beside.yaml'), beside);
  mkdirSync(at('base'));
  writeFileSync(at('base/release.yaml'), release('patched', '  install: { remediation: { retries: 5 } }\n'));
  const patch = '[{ op: replace, path: /spec/install/remediation/retries, value: 0 }]';
  writeFileSync(
    at('base/kustomization.yaml'),
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [release.yaml]\npatches:\n  - target: { kind: HelmRelease }\n    patch: '${patch}'\n`,
  );
  writeFileSync(at('a.yaml'), release('a'));
  const all = 'resources: [silenced.yaml, sealed.yaml, beside.yaml, a.yaml, base]\n';
  writeFileSync(at('kustomization.yaml'), all);
  const report = await check(folder, { fix: 'write' });
  expect(read('silenced.yaml')).toBe(silenced);
  expect(read('sealed.yaml')).toBe(sealed);
  expect(read('beside.yaml')).toBe(beside);
  expect(read('base/release.yaml')).toContain('retries: 5');
  expect(mendedBy(report)).toEqual(['HelmRelease/media/a']);
  expect(leftBy(report)?.map(([object]) => object)).not.toContain('HelmRelease/media/silenced');
});

test('what `gatehouse render` wrote is left to its lab, and a link is not followed out of the folder', async () => {
  writeFileSync(at('rendered.yaml'), release('rendered'));
  writeFileSync(at('.gatehouse.json'), JSON.stringify({ files: { 'rendered.yaml': 'a'.repeat(64) } }));
  const outside = join(mkdtempSync(join(tmpdir(), 'gatehouse-outside-')), 'x.yaml');
  writeFileSync(outside, release('outside'));
  symlinkSync(outside, at('link.yaml'));
  const report = await check(folder, { fix: 'write' });
  expect(mendedBy(report)).toEqual([]);
  expect(leftBy(report)).toContainEqual([
    'HelmRelease/media/rendered',
    '`gatehouse render` writes this file: its lab is changed instead',
  ]);
  expect(readFileSync(outside, 'utf8')).toBe(release('outside'));
  expect(read('rendered.yaml')).toBe(release('rendered'));
});
