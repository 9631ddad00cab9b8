import { describe, expect, test } from 'vitest';
import type { MigrateReport, StepRow } from '../app/migrate-report.ts';
import { printMigration } from './migrate-text.ts';
import { plainStyle } from './style.ts';

const person: StepRow = {
  number: 1,
  id: 'dhcp',
  title: 'Let DHCP hand out 192.168.1.2-192.168.1.120 only',
  by: 'person',
  todo: [
    'on the DHCP server, which is the router in most homes: 192.168.1.2-192.168.1.253 → 192.168.1.2-192.168.1.120',
  ],
  why: 'the server would lease such an address to somebody else',
  files: [],
  seconds: 0,
  outages: [],
  troubles: [],
  losses: [],
  proven: true,
};
const outage = { name: 'hello.home.example.org', seconds: 37, reason: 'the gate is ending', lasts: false };
const change: StepRow = {
  ...person,
  ...{ number: 2, id: 'gate', title: 'Change the gate', by: 'repository', seconds: 40, outages: [outage] },
  losses: ['what lies on the volume of old is gone'],
};
const trouble = { reason: 'FailedAttachVolume', object: 'Pod/traefik/traefik-1', message: 'Multi-Attach error\n' };
const report: MigrateReport = {
  schemaVersion: 1,
  ...{ from: 'before', to: 'after', verdict: 'proven', proven: true },
  steps: [person, change],
  downtime: [{ name: 'hello.home.example.org', seconds: 37 }],
  atOnce: [
    { how: 'all at once', seconds: 340, outages: [{ ...outage, lasts: true }], troubles: [trouble], hazards: [] },
  ],
  ...{ missing: [], leftOver: ['ConfigMap/hello/old'], unknown: [], assumptions: [], wallMs: 3300, virtualSeconds: 40 },
};

describe('the report of a migration', () => {
  test('says of each step what to do and what clients see', () => {
    const text = printMigration(report, 80, plainStyle).join('\n');
    expect(text).toContain('1. Let DHCP hand out');
    expect(text).toContain('   seen clients see nothing (done by a person)');
    expect(text).toContain('   lost what lies on the volume of old is gone');
    expect(text.replaceAll(/\n +/g, ' ')).toContain(
      'seen hello.home.example.org is down for 37 s: the gate is ending (proven in the embedded cluster; it takes 40 s)',
    );
    expect(text).toMatch(/Proven\. 2 of 2 steps .*\nTook 3\.3 s; the steps take 40 s\.$/);
  });

  test('says what would come without steps, and what is left over', () => {
    const text = printMigration(report, 80, plainStyle).join('\n');
    expect(text).toContain('  - hello.home.example.org is down for 37 s and longer: the gate is ending');
    expect(text).toContain('  - FailedAttachVolume Pod/traefik/traefik-1: Multi-Attach error\n');
    expect(text).toContain('Left over\n  ConfigMap/hello/old');
  });

  test('names the step that fails, and says nothing of those that were not played', () => {
    const failed = { ...change, proven: false, problem: 'Deployment/traefik/traefik never became ready' };
    const after = { ...change, number: 3, proven: false, problem: 'not played: the step before failed' };
    const steps = [person, failed, after];
    const text = printMigration({ ...report, steps, proven: false, verdict: 'refuted' }, 80, plainStyle).join('\n');
    expect(text).toContain('✘    Deployment/traefik/traefik never became ready');
    expect(text).toContain('   seen not played');
    expect(text).toContain('Refuted. 1 of 3 steps');
  });

  test.each([40, 60, 80])('keeps to %i columns', (width) => {
    expect(printMigration(report, width, plainStyle).filter((line) => line.length > width)).toEqual([]);
  });

  test('of two labs alike says that there is nothing to do', () => {
    const none = { ...report, steps: [], downtime: [], atOnce: [], leftOver: [] };
    expect(printMigration(none, 80, plainStyle)[0]).toBe('Nothing to do: both are the same.');
  });
});
