import { describe, expect, test } from 'vitest';
import type { UpProgress } from '../app/up-report.ts';
import { createProgress, fitting } from './progress.ts';
import type { Terminal } from './terminal.ts';

const control = '\u001b';
/** A control sequence, a line feed, or text. */
const pieces = new RegExp(`${control}\\[\\d*[A-Z]|\\n|[^${control}\\n]+`, 'g');
const same = (text: string) => text;

/** A terminal that keeps a screen of what is written to it: cursor up, erase line, erase below. */
function screen(options: { live: boolean; rows?: number }) {
  let lines: string[] = [''];
  let row = 0;
  const write = (text: string) => {
    for (const [part] of text.matchAll(pieces)) {
      if (part === '\n') row += 1;
      else if (part.startsWith(control) && part.endsWith('A')) row -= Number(part.slice(2, -1));
      else if (part === '\u001b[2K') lines[row] = '';
      else if (part === '\u001b[J') lines = lines.slice(0, row);
      else lines[row] = `${lines[row] ?? ''}${part}`;
      lines[row] ??= '';
    }
  };
  const terminal: Terminal = {
    columns: 80,
    rows: options.rows ?? 24,
    live: options.live,
    print: () => undefined,
    error: (line) => write(`${line}\n`),
    raw: write,
    ...{ bold: same, dim: same, red: same, green: same, yellow: same, cyan: same },
  };
  return { terminal, shown: () => lines.join('\n').trimEnd().split('\n') };
}

type Stage = Extract<UpProgress, { type: 'stage' }>;

const stage = (name: string, state: Stage['state'], more: Partial<Stage> = {}): Stage => ({
  type: 'stage',
  kind: 'Kustomization',
  name,
  state,
  waitsFor: [],
  message: '',
  at: 12,
  ...more,
});

describe('progress on a terminal', () => {
  test('has one line for each stage, redrawn in place', () => {
    const { terminal, shown } = screen({ live: true });
    const { show, end } = createProgress(terminal, { silent: false });
    show({ type: 'phase', name: 'Bringing up', detail: 'in virtual time' });
    show(stage('apps', 'waiting', { waitsFor: ['metallb'] }));
    show(stage('metallb', 'working'));
    show(stage('metallb', 'working', { kind: 'HelmRelease' }));
    show(stage('metallb', 'ready'));
    show({ type: 'phase', name: 'Verifying', detail: '' });
    end();
    expect(shown().map((line) => line.trimEnd())).toEqual([
      'Bringing up in virtual time',
      '  · apps                         waits for metallb',
      '  ✔ metallb                      ready after 12 s',
      '  … metallb (HelmRelease)        working',
      'Verifying',
    ]);
  });

  test('stays within the window when there are more stages than lines', () => {
    const { terminal, shown } = screen({ live: true, rows: 10 });
    const { show } = createProgress(terminal, { silent: false });
    for (let i = 0; i < 40; i++) show(stage(`app-${i}`, 'waiting', { waitsFor: ['x'] }));
    for (let i = 0; i < 39; i++) show(stage(`app-${i}`, 'ready'));
    expect(shown()).toEqual(['  · app-39                       waits for x', '  … and 39 more, 39 of them ready']);
  });

  test('no line is wider than the window', () => {
    const { terminal, shown } = screen({ live: true });
    createProgress(terminal, { silent: false }).show(stage('a'.repeat(60), 'failed', { message: 'b'.repeat(60) }));
    expect(shown()[0]!.length).toBeLessThan(80);
  });
});

describe('progress in a log', () => {
  test('says each thing once, however often it is tried', () => {
    const { terminal, shown } = screen({ live: false });
    const { show } = createProgress(terminal, { silent: false });
    show(stage('apps', 'failed', { message: 'not found after 3s' }));
    show(stage('apps', 'failed', { message: 'not found after 6s' }));
    show(stage('apps', 'ready'));
    expect(shown()).toHaveLength(2);
  });

  test('says nothing when it is to be silent', () => {
    const { terminal, shown } = screen({ live: true });
    createProgress(terminal, { silent: true }).show(stage('apps', 'ready'));
    expect(shown()).toEqual(['']);
  });
});

test('what is ready gives way to what is not', () => {
  const stages = [stage('a', 'ready'), stage('b', 'working'), stage('c', 'ready'), stage('d', 'failed')];
  expect(fitting(stages, 4)).toEqual(stages);
  expect(fitting(stages, 3)).toEqual([stages[1], stages[3], '  … and 2 more, 2 of them ready']);
});
