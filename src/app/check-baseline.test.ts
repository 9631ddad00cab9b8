import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check } from './check.ts';

const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: app
  namespace: media
spec:
  interval: 1h
  chart:
    spec:
      chart: app
      sourceRef: { kind: HelmRepository, name: apps }
`;

const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'gatehouse-baseline-'));

test('what is written down as known is told no more, wherever it moves, until it is gone', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'release.yaml');
  writeFileSync(file, release);
  const first = await check(folder);
  expect(first.findings.length).toBeGreaterThan(1);
  expect(first.baseline).toBeUndefined();

  const written = await check(folder, { writeBaseline: true });
  const baseline = join(folder, 'gatehouse-baseline.json');
  expect(written.baseline).toEqual({ file: baseline, known: first.findings.length, gone: [], written: true });
  expect(JSON.parse(readFileSync(baseline, 'utf8')).schemaVersion).toBe(1);

  writeFileSync(file, `# moved\n# down\n${release}`);
  const moved = await check(folder);
  expect(moved.findings).toEqual([]);
  expect(moved.causes).toEqual([]);

  writeFileSync(file, release.replace('spec:\n', 'spec:\n  install: { remediation: { retries: 3 } }\n'));
  const mended = await check(folder);
  expect(mended.baseline?.gone.map(({ code }) => code)).toEqual(['helmrelease-retries-missing']);
});

test('a baseline that is named must be there', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'release.yaml'), release);
  await expect(check(folder, { baseline: join(folder, 'none.json') })).rejects.toThrow(/none\.json cannot be read/);
});
