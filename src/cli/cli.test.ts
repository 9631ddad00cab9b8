import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { snapshotVersion } from '../cluster/snapshot/format.ts';
import { snapshotLines } from '../cluster/snapshot/read-snapshot.ts';

const root = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-cli-'));
const at = (name: string) => join(folder, name);

function gatehouse(...args: string[]) {
  const env = { ...process.env, NO_COLOR: '1' };
  const run = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  return { code: run.status, out: run.stdout, err: run.stderr, all: run.stdout + run.stderr };
}

beforeAll(() => {
  mkdirSync(at('empty-folder'));
  mkdirSync(at('folder.yaml'));
  writeFileSync(at('empty.yaml'), '');
  writeFileSync(at('tab.yaml'), 'name: edge\n\tnetwork: x\n');
  writeFileSync(at('syntax.yaml'), 'name: [edge\nnetwork: }\n');
  writeFileSync(at('duplicate.yaml'), 'name: edge\nname: ridge\n');
  writeFileSync(at('latin1.yaml'), Buffer.from([0x6e, 0x61, 0x6d, 0x65, 0x3a, 0x20, 0xe9, 0x0a]));
  writeFileSync(at('huge.yaml'), Buffer.alloc(50 * 1024 * 1024, 0x23));
  const bomb = Array.from(
    { length: 12 },
    (_, i) =>
      `a${i}: &a${i} [${Array(9)
        .fill(i === 0 ? 'x' : `*a${i - 1}`)
        .join(', ')}]`,
  );
  writeFileSync(at('bomb.yaml'), bomb.join('\n'));
  writeFileSync(at('unknown-key.yaml'), 'name: edge\nnetwrok: {}\n');
  const head = { kind: 'GatehouseSnapshot', schemaVersion: snapshotVersion, context: 'home' } as const;
  const told = { ...head, kubernetesVersion: 'v1.36.3', objects: 0, missing: [] };
  writeFileSync(at('home.snapshot'), [...snapshotLines({ head: told, objects: [] })].join(''));
});

describe('bad input ends in a finding or one line, never in a stack trace', () => {
  test.each([
    ['up', 'missing.yaml', 2],
    ['up', 'empty-folder', 2],
    ['up', 'empty.yaml', 1],
    ['up', 'tab.yaml', 1],
    ['up', 'syntax.yaml', 1],
    ['up', 'duplicate.yaml', 1],
    ['up', 'latin1.yaml', 1],
    ['up', 'huge.yaml', 1],
    ['up', 'bomb.yaml', 1],
    ['up', 'unknown-key.yaml', 1],
    ['check', 'unknown-key.yaml', 1],
    ['check', 'missing.yaml', 2],
    ['render', 'unknown-key.yaml', 1],
    ['render', 'missing.yaml', 2],
    ['render', 'empty-folder', 2],
  ])('gatehouse %s %s exits with %i', (command, path, code) => {
    const run = gatehouse(command, path);
    expect(run.code, run.all).toBe(code);
    expect(run.all).not.toMatch(/^\s+at .*\.[jt]s/m);
    expect(run.all.trim()).not.toBe('');
    expect(run.all).toContain(path);
  });

  test.each([
    [['upp'], "unknown command 'upp'"],
    [['up', '--output', 'xml'], '--output xml'],
    [['cluster', '--port', 'many'], '--port many'],
    [['trace', 'https://a.example/', 'examples/k3s-homelab', '--from', 'the-sofa'], '--from the-sofa'],
    [['check', 'unknown-key.yaml', '--format', 'sarf'], 'did you mean sarif?'],
    [['check', 'unknown-key.yaml', '--format', 'sarif', '--output', 'json'], '--output json asks for another one'],
    [['up', '--fast'], "unknown option '--fast'"],
    [['check', '.', '--node', 'a=fd00::1', '--node', 'b=fd00:0::1'], '--node b=fd00:0::1: the node a has this address'],
    [
      ['trace', '--all', 'unknown-key.yaml'],
      'unknown-key.yaml: there are errors to mend before a request can be followed',
    ],
    [['policy', 'suggest', 'unknown-key.yaml'], '`gatehouse check unknown-key.yaml` shows them'],
    [['check', 'unknown-key.yaml', '--write-baseline'], 'so no baseline is written'],
    [['check', 'home.snapshot', '--write-baseline'], '--write-baseline: home is what runs'],
    [['secrets', 'init', 'home.snapshot'], 'home.snapshot is a snapshot of what runs: values of Secrets were left out'],
    [['secrets', 'edit', 'home.snapshot'], 'home.snapshot is a snapshot of what runs: values of Secrets were left out'],
    [['trace'], 'trace needs the address of a request, or --all'],
    [['diff'], 'diff needs the state before'],
    [['up', '--timeout', '5x'], '--timeout 5x: must be seconds'],
    [['up', '--timeout', '5m'], '--timeout: it is for a real cluster'],
    [['up', '--keep', '--context', 'home'], '--keep: it is for the embedded cluster'],
    [['doctor', '--context', ''], '--context: it names nothing'],
  ])('gatehouse %j says what is wrong', (args, message) => {
    const run = gatehouse(...args);
    expect(run.code).toBe(2);
    expect(run.err).toContain(message);
    expect(run.err).not.toMatch(/^\s+at .*\.[jt]s/m);
  });

  test('a mistyped key is answered with the known one', () => {
    expect(gatehouse('check', 'unknown-key.yaml').out).toMatch(/unknown-key\.yaml:2:1[\s\S]*network/);
  });

  test('findings are data with --output json', () => {
    const report = JSON.parse(gatehouse('check', 'unknown-key.yaml', '--output', 'json').out);
    expect(report.schemaVersion).toBe(1);
    expect(report.findings[0]).toMatchObject({ severity: 'error', line: 2, column: 1 });
    expect(gatehouse('check', 'unknown-key.yaml', '--format', 'json').out).toBe(
      gatehouse('check', 'unknown-key.yaml', '--output', 'json').out,
    );
  });
});

test('a reader that stops reading is no failure', () => {
  const main = join(root, 'dist/cli/main.js');
  const check = join(root, 'examples/broken/pool-in-dhcp');
  // The pipe is closed before the first line is written.
  const shell = spawnSync(
    'bash',
    ['-c', `{ "$0" "$1" check "$2" 2>&3; echo "exit $?" >&3; } 3>&2 | true`, process.execPath, main, check],
    {
      encoding: 'utf8',
    },
  );
  expect(shell.stderr.trim()).toBe('exit 1');
});

describe('help', () => {
  test('lists every command', () => {
    const { code, out } = gatehouse('--help');
    expect(code).toBe(0);
    for (const command of ['init', 'render', 'check', 'up', 'trace', 'cluster']) expect(out).toContain(`  ${command}`);
  });

  test('of a command names its exit codes', () => {
    expect(gatehouse('up', '--help').out).toContain('exit: 0 proven, not known or nothing to prove');
  });

  test('--version says the version of the package', () => {
    expect(gatehouse('--version').out.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('init and render', () => {
  test('a new lab renders, renders again without change, and an edited file is not overwritten', () => {
    expect(gatehouse('init', 'fresh', '--yes').code).toBe(0);
    expect(gatehouse('render', 'fresh').code).toBe(0);
    expect(gatehouse('render', 'fresh', '--check').out).toContain('up to date');
    const edited = join(at('fresh'), 'repository/apps/hello/service.yaml');
    writeFileSync(edited, 'mine: true\n');
    const kept = gatehouse('render', 'fresh');
    expect(kept.code).toBe(0);
    expect(kept.out).toContain('apps/hello/service.yaml (your edits stay)');
    expect(readFileSync(edited, 'utf8')).toBe('mine: true\n');
    expect(gatehouse('render', 'fresh', '--check').code).toBe(0);
    expect(gatehouse('render', 'fresh', '--force').code).toBe(0);
    expect(gatehouse('render', 'fresh', '--check').code).toBe(0);
  });
});
