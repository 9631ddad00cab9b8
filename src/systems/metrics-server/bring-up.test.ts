import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { up } from '../../app/up.ts';
import { homeWith } from '../../lab/fixtures/home.ts';

test('a platform with metrics-server comes up, and is proven', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-metrics-'));
  writeFileSync(join(folder, 'lab.yaml'), homeWith(['apps:\n', 'metricsServer: { insteadOfBundled: true }\napps:\n']));
  const { report, close } = await up(join(folder, 'lab.yaml'), {
    keep: false,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  await close();
  expect(report.findings.filter(({ code }) => code !== 'secret-by-hand')).toEqual([]);
  const [release] = report.convergence.filter(
    ({ kind, name }) => `${kind}/${name}` === 'HelmRelease/metrics-server/metrics-server',
  );
  expect(release?.readyAt).toBeGreaterThan(0);
  expect(release?.reason).toBeUndefined();
  expect(report.proven).toBe(true);
});
