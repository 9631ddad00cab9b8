import { expect, test } from 'vitest';
import type { LiveUpReport } from '../app/live/live-report.ts';
import { printLiveUp, printLiveUpInShort } from './live-up-text.ts';
import { plainStyle } from './style.ts';

const report = (more: Partial<LiveUpReport> = {}): LiveUpReport => ({
  schemaVersion: 1,
  lab: 'loft',
  cluster: 'home',
  engine: 'flux',
  dryRun: false,
  verdict: 'proven',
  secrets: ['flux-system/token'],
  applied: [
    { object: 'GitRepository/flux-system/flux-system', outcome: 'created' },
    { object: 'Kustomization/flux-system/flux-system', outcome: 'unchanged' },
  ],
  convergence: [
    {
      kind: 'Kustomization',
      name: 'flux-system/apps',
      startedAt: 0,
      readyAt: 64,
      predictedReadyAt: 167,
      waitedFor: [],
    },
  ],
  verification: { rows: [], notCompared: ['udp://10.0.0.9:53: it is no HTTP'] },
  findings: [],
  wallMs: 1000,
  ...more,
});
const print = (told: LiveUpReport): string => printLiveUp(told, 80, plainStyle).join('\n');

test('what was written, how it came up beside the prediction, and what was asked', () => {
  const text = print(report());
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    'Applied to home: 1 created, 0 changed, 1 unchanged, Secret flux-system/token made',
  );
  expect(text).toMatch(/✔ apps +Kustomization +1m4s +2m47s/);
  expect(text).toContain('udp://10.0.0.9:53: it is no HTTP');
  expect(text).toContain('loft is up on home: 1 of 1 ready, and all it promises is kept.');
});

test.each([
  [{ verdict: 'unknown' }, 'what it promises is not all known'],
  [{ verdict: 'refuted', applied: [], verification: undefined }, 'Nothing was written to home.'],
  [{ verdict: 'refuted', verification: undefined }, 'loft is not up on home.'],
  [{ verdict: 'refuted', dryRun: true, verification: undefined }, 'it would not take all of it'],
  [{ verdict: 'refuted' }, 'and does not answer as promised'],
  [{ verdict: 'unknown', dryRun: true, convergence: [], verification: undefined }, 'it would take all of it'],
] as const)('%j ends with what it came to: %s', (more, last) => {
  expect(print(report(more)).replaceAll('\n', ' ')).toContain(last);
});

test('what is not ready says why, beside the findings', () => {
  const late = { kind: 'HelmRelease', name: 'a/b', startedAt: 0, waitedFor: [], message: 'chart not found' };
  const finding = { code: 'never-ready', severity: 'error', object: 'HelmRelease/a/b', message: 'not ready' } as const;
  const text = print(report({ verdict: 'refuted', convergence: [late], findings: [finding], verification: undefined }));
  expect(text).toMatch(/✘ b +HelmRelease +not yet/);
  expect(text).toContain('chart not found');
  expect(text).toContain('Findings: 1 error');
});

const pruned = (count: number, kind = 'ConfigMap') =>
  Array.from({ length: count }, (_, i) => ({ object: `${kind}/shed/${kind}-${i}`, outcome: 'pruned' as const }));

test('what left the lab is named, by kind and namespace, also where it is only asked for', () => {
  const applied = [...pruned(2), { object: 'Namespace/shed', outcome: 'pruned' as const }];
  expect(print(report({ applied }))).toContain(
    'Removed, since it left the lab\n  ConfigMap in shed: ConfigMap-0, ConfigMap-1\n  Namespace: shed\n',
  );
  expect(print(report({ applied, dryRun: true }))).toContain('Would be removed, since it left the lab');
});

test('much that left is told in forty lines, or whole where it is asked for', () => {
  const applied = Array.from({ length: 60 }, (_, i) => pruned(1, `Kind${i}`)).flat();
  const [short, whole] = [false, true].map((all) => printLiveUp(report({ applied }), 80, plainStyle, all).join('\n'));
  expect(short).toContain('… and 21 more lines (--all)');
  expect(short).not.toContain('Kind59');
  expect(whole).toContain('Kind59');
});

test.each([
  [{ applied: [] }, 'Nothing was written to home.', '--even-refuted'],
  [{ dryRun: true }, 'it would stop before it writes anything', '--even-refuted'],
  [{}, 'is up on home, and is refuted by the embedded cluster', 'Why: '],
] as const)('what is refuted says why first and last: %j', (more, last, next) => {
  const text = print(report({ verdict: 'refuted', cause: 'Service/a/b: no address is left', ...more }));
  expect(text).toMatch(/^Refuted by the embedded cluster: Service\/a\/b: no address is left\n/);
  expect(text.replaceAll('\n', ' ')).toContain(last);
  expect(text.replaceAll('\n', ' ')).toMatch(/ Why: Service\/a\/b: no address is left/);
  expect(text).toContain(next);
});

const short = (more: Partial<LiveUpReport>) => printLiveUpInShort(report(more), 200, plainStyle);

test('what is to be told in short is one line, with what is wrong before it', () => {
  const warning = { code: 'left-in-place', severity: 'warning', message: 'stays' } as const;
  expect(short({ findings: [warning] })).toEqual(['loft is up on home: 1 of 1 ready, and all it promises is kept.']);
  const error = { code: 'never-ready', severity: 'error', object: 'A/b', message: 'not ready' } as const;
  const failed = short({ verdict: 'refuted', findings: [warning, error], verification: undefined as never });
  expect(failed.join('\n')).toContain('never-ready');
  expect(failed.join('\n')).not.toContain('left-in-place');
  expect(failed.at(-1)).toBe('loft is not up on home.');
  const row = { url: 'https://a.example/', outcome: 'differs', expected: '200', observed: '404' } as const;
  const differences = [{ step: 'answer', expected: '200', observed: '404', hint: 'look' }] as const;
  const verification = { rows: [{ ...row, differences }] as never, notCompared: [] };
  expect(short({ verdict: 'refuted', verification }).join('\n')).toMatch(/^https:\/\/a\.example\/ +answer: 404/);
});
