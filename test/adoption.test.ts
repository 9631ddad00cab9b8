import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { formats } from '../src/report/formats/index.ts';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}
interface Step {
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

const action = load(readFileSync('action.yml', 'utf8')) as Action;
const [step] = action.runs.steps as readonly [Step];

/** Runs the step of the action as a runner would: inputs in its environment, files for output and summary. */
function runStep(inputs: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-action-'));
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
  const defaults = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default]));
  const given = Object.entries({ ...defaults, ...inputs }).map(([name, value]) => [
    `GATEHOUSE_${name.toUpperCase()}`,
    value,
  ]);
  const env = {
    ...process.env,
    ...Object.fromEntries(given),
    ...files,
    RUNNER_TEMP: folder,
    GATEHOUSE_ACTION: process.cwd(),
  };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', step.run ?? ''], { env, encoding: 'utf8' });
  const textOf = (path: string) => spawnSync('cat', [path], { encoding: 'utf8' }).stdout;
  const report = /^report=(.*)$/m.exec(textOf(files.GITHUB_OUTPUT))?.[1] ?? '';
  return { status, stdout, stderr, report: textOf(report), summary: textOf(files.GITHUB_STEP_SUMMARY) };
}

describe('the action', () => {
  test('gives its inputs to the step in the environment alone: none is pasted into its script', () => {
    expect(action.runs.using).toBe('composite');
    expect(step.run).not.toContain('${{');
    // The name on npm is another project's.
    expect(step.run).not.toContain('npx');
    const given = Object.values(step.env ?? {}).flatMap((value) => /inputs\.(\w+)/.exec(value)?.[1] ?? []);
    expect(given.sort()).toEqual(Object.keys(action.inputs).sort());
  });

  test('names the formats there are', () => {
    for (const { id } of formats) expect(action.inputs.format?.description).toContain(id);
  });

  test('annotates, sums up, and fails for an error', () => {
    const { status, stdout, summary, stderr } = runStep({ path: 'examples/broken/pool-in-dhcp' });
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toContain(
      '::error file=examples/broken/pool-in-dhcp/lab.yaml,line=21,col=36,title=pool-overlaps-dhcp::',
    );
    expect(summary).toContain('### Gatehouse: homelab, 1 error');
  });

  test('writes what code scanning reads, with further arguments', () => {
    const inputs = {
      path: 'examples/broken/pool-in-dhcp',
      format: 'sarif',
      args: '--strict --quiet',
      summary: 'false',
    };
    const { status, stdout, report, summary } = runStep(inputs);
    expect([status, stdout, summary]).toEqual([1, '', '']);
    expect(JSON.parse(report).version).toBe('2.1.0');
  });
});

test('the hooks run commands that there are, over the whole repository', () => {
  const hooks = load(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as readonly Readonly<Record<string, unknown>>[];
  expect(hooks.map(({ id }) => id)).toEqual(['gatehouse-check', 'gatehouse-fix']);
  for (const { entry, language, pass_filenames: named, files } of hooks) {
    expect([language, named]).toEqual(['node', false]);
    expect('kubernetes/apps/a/ks.yaml').toMatch(new RegExp(String(files)));
    const help = spawnSync(process.execPath, ['dist/cli/main.js', ...String(entry).split(' ').slice(1), '--help']);
    expect(help.status).toBe(0);
  }
});
