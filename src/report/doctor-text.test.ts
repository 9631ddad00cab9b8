import { expect, test } from 'vitest';
import type { DoctorReport } from '../app/doctor-report.ts';
import type { Diagnosis } from '../operate/diagnose/diagnose.ts';
import { printDoctor } from './doctor-text.ts';
import { plainStyle } from './style.ts';

const diagnosis = (more: Partial<Diagnosis> = {}): Diagnosis => ({
  playbook: 'pod-image-not-pulled',
  severity: 'error',
  objects: ['Pod/apps/web-1', 'Pod/apps/web-2'],
  shows: 'waits for its image',
  causes: [
    {
      likelihood: 'certain',
      cause: 'the registry has no image of this name',
      evidence: ['web:1.0: not found'],
      fix: 'correct the name',
      commands: ['kubectl -n apps describe pod web-1'],
    },
    { likelihood: 'possible', cause: 'the registry is down', evidence: [], fix: 'try it' },
  ],
  why: 'the kubelet asks again and again (kubernetes pkg/kubelet/images/image_manager.go)',
  consequences: ['Service/apps/web has no endpoints'],
  ...more,
});
const report = (diagnoses: readonly Diagnosis[], more: Partial<DoctorReport> = {}): DoctorReport => ({
  schemaVersion: 1,
  cluster: 'home',
  diagnoses,
  notLookedAt: [],
  playbooks: 68,
  ...more,
});
const print = (told: DoctorReport): readonly string[] => printDoctor(told, 80, plainStyle);

test('a diagnosis is told with its causes, what was seen, what ends it, and what hangs on it', () => {
  const text = print(report([diagnosis(), diagnosis({ severity: 'warning', objects: ['Node/n1'], consequences: [] })]));
  expect(text).toEqual([
    'home: 1 thing does not work, 1 will not for ever',
    '',
    'Pod/apps/web-1 waits for its image, and so does Pod/apps/web-2',
    '  because: the registry has no image of this name',
    '    seen: web:1.0: not found',
    '    fix: correct the name',
    '    kubectl -n apps describe pod web-1',
    '  or: the registry is down',
    '    fix: try it',
    '  with it: Service/apps/web has no endpoints',
    '  why: the kubelet asks again and again (kubernetes',
    '    pkg/kubelet/images/image_manager.go)',
    '',
    'Node/n1 waits for its image',
    ...print(report([diagnosis({ consequences: [] })])).slice(3),
  ]);
});

test('a healthy cluster is said to be so, as far as it may be read', () => {
  expect(print(report([]))).toEqual(['home is healthy', '', '68 playbooks were gone through for home']);
  const missed = { notLookedAt: [{ playbook: 'claim-pending', reason: 'claims may not be listed' }] };
  expect(print(report([], missed)).slice(0, 5)).toEqual([
    'home is healthy, as far as it may be read',
    '',
    'Not known',
    '  claims may not be listed',
    '  it matters to claim-pending',
  ]);
});

test('many that are ill alike are counted', () => {
  const objects = Array.from({ length: 6 }, (_, i) => `Pod/apps/web-${i}`);
  const [, , line = ''] = print(report([diagnosis({ objects })]));
  expect(line).toContain('and so do Pod/apps/web-1');
  expect(print(report([diagnosis({ objects })])).join(' ')).toContain('and 2 more');
  expect(print(report([diagnosis(), diagnosis()]))[0]).toBe('home: 2 things do not work');
  expect(print(report([diagnosis({ severity: 'warning' })]))[0]).toBe('home is healthy; 1 will not for ever');
});
