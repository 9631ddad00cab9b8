import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEmbeddedCluster } from '../cluster/embedded/index.ts';
import { seededRuntime } from '../core/runtime.ts';
import { faults } from './faults.ts';

const folder = join(process.cwd(), 'src/systems');
const all = faults.map((fault) => [fault.id, fault] as const);

describe('the faults of all systems', () => {
  it('are those of their folders, each in a file of its name, and named once', () => {
    const files = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'faults')))
      .flatMap(({ name }) => readdirSync(join(folder, name, 'faults')))
      .filter((file) => !file.endsWith('.test.ts'))
      .map((file) => file.slice(0, -3));
    expect(all.map(([id]) => id).sort()).toEqual(files.sort());
  });

  it('are all those that a platform is to be asked about', () => {
    const asked = ['node-dies', 'speaker-pod-dies', 'gate-pod-dies', 'app-pod-dies', 'host-dies', 'address-leased'];
    const others = ['certificate-expires', 'disk-full', 'source-gone', 'control-plane-lost'];
    expect(all.map(([id]) => id)).toEqual(expect.arrayContaining([...asked, ...others]));
  });

  it.each(all)('%s says in a line what happens, who notices it and by which rule', (_, fault) => {
    expect(fault.summary).toMatch(/^[a-z][^\n]+[^.]$/);
    expect(fault.notices).toMatch(/^[^\n]+[^.]$/);
    expect(fault.upstream).toMatch(/\.(go|md|cs|ts|yaml)\b|\bdocs\b|\bpkg\/\w|RFC \d+|\w\(\d\)/);
    expect(fault.short.length).toBeLessThanOrEqual(20);
  });

  it.each(all)('%s finds what it can hit in an empty cluster, or says why nothing', async (_, fault) => {
    const { cluster, stop } = createEmbeddedCluster({ runtime: seededRuntime() });
    const nobody = { hosts: [], isGate: () => false, podsBehind: async () => [] };
    const scope = await fault.find({ cluster, nodesAssumed: false, ...nobody });
    await stop();
    if (!('targets' in scope)) {
      expect('none' in scope ? scope.none : scope.unknown).toMatch(/^[^\n]{5,}[^.]$/);
      return;
    }
    // There is an API server, and no machine: only what befalls it can be played.
    expect(scope.targets.filter(({ controlPlaneLost }) => !controlPlaneLost)).toEqual([]);
  });
});
