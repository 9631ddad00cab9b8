import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kubeconfigOf } from '../../test/live-cluster.ts';
import { loadSubject } from '../app/load-subject.ts';
import { type RunningPlatform, startPlatform } from '../app/platform.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-report-live-'));
let platform: RunningPlatform;
let kubeconfig: string;

beforeAll(async () => {
  platform = await startPlatform(await loadSubject('examples/talos-metallb'), () => undefined);
  kubeconfig = kubeconfigOf(await platform.embedded.serve());
});
afterAll(async () => {
  await platform.embedded.stop();
  rmSync(folder, { recursive: true, force: true });
});

function report(...args: string[]): Promise<{ readonly code: number | null; readonly all: string }> {
  const argv = ['dist/cli/main.js', 'report', '--kubeconfig', kubeconfig, ...args];
  const run = spawn(process.execPath, argv, { env: { ...process.env, NO_COLOR: '1' } });
  const said: string[] = [];
  for (const stream of [run.stdout, run.stderr]) stream.on('data', (chunk) => void said.push(String(chunk)));
  return new Promise((resolve) => run.once('close', (code) => resolve({ code, all: said.join('') })));
}

test('a cluster is told of in one file that fetches nothing, and is not written to', async () => {
  const before = platform.embedded.revision();
  const html = join(folder, 'home.html');
  expect(await report('--context', 'gatehouse', '--html', html)).toEqual({
    code: 0,
    all: expect.stringContaining('wrote '),
  });
  const page = readFileSync(html, 'utf8');
  expect(page).toContain('192.168.88.60');
  expect(page).not.toMatch(/<(script|link|img)[^>]+(src|href)="http/);
  expect(platform.embedded.revision()).toBe(before);
});

test('a cluster is held against a lab that is named', async () => {
  const { code, all } = await report('--context', 'gatehouse', 'examples/talos-traefik', '--output', 'json');
  expect(code).toBe(0);
  const { cluster, findings } = JSON.parse(all);
  expect(cluster).toBe('gatehouse');
  expect(JSON.stringify(findings)).toContain('not-in-cluster');
});

test.each([
  [['--context', 'nope', '--html', join(folder, 'none.html')], 'there is no context nope'],
  [['--html', join(folder, 'none.html')], '--kubeconfig: it is for a real cluster'],
])('%j says what is wrong in one line', async (args, message) => {
  const { code, all } = await report(...args);
  expect(code).toBe(2);
  expect(all).toContain(message);
});
