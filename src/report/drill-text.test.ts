import { expect, test } from 'vitest';
import type { DrillReport, DrillRow, HostRow } from '../app/drill/drill-report.ts';
import { printDrills } from './drill-text.ts';
import { plainStyle } from './style.ts';

const fine = (host: string): HostRow => ({ host, state: 'fine', phases: [] });
const outage = (host: string, share = 1): HostRow => ({
  host,
  state: 'outage',
  seconds: [40, 376],
  phases: [
    { sees: 'time-out', share, from: [0, 0], until: [40, 58], reason: 'apps/a is on a dead node' },
    { sees: '503', share, from: [40, 58], until: [340, 376], reason: 'no endpoint of apps/a can serve' },
  ],
});
const lasting = (host: string): HostRow => ({
  host,
  state: 'lasting',
  phases: [{ sees: 'certificate error', share: 1, from: [7200, 7200], reason: 'nobody renews it' }],
});
const row = (name: string, hosts: readonly HostRow[], more: Partial<DrillRow> = {}): DrillRow => ({
  faults: ['node-dies'],
  name,
  summary: 'a node dies',
  notices: ['the node controller'],
  hosts,
  moves: [{ address: '10.0.0.9', from: 'n1', to: 'n2', at: [4.7, 6.7] }],
  starts: [{ of: 'apps/a', node: 'n2', readyAt: [340, 376] }],
  remarks: ['One of two replicas is left.'],
  upstream: ['kubernetes pkg/controller/nodelifecycle'],
  ...more,
});
const report = (drills: readonly DrillRow[], more: Partial<DrillReport> = {}): DrillReport => ({
  schemaVersion: 1,
  lab: 'home',
  hosts: ['a.example.org', 'b.example.org'],
  drills,
  skipped: [],
  unwatched: [],
  findings: [],
  assumptions: [],
  wallMs: 1500,
  ...more,
});
const print = (told: DrillReport): readonly string[] => printDrills(told, 80, plainStyle);

test('drills are a table by hosts that fare alike, what nobody notices in one line, and the worst in sentences', () => {
  const lines = print(
    report([
      row('node n1', [outage('a.example.org'), fine('b.example.org')]),
      row('node n2', [fine('a.example.org'), fine('b.example.org')]),
      row('node n3', [fine('a.example.org'), fine('b.example.org')]),
    ]),
  );
  const text = lines.join('\n');
  const flat = text.replaceAll(/\s+/g, ' ');
  expect(lines[0]).toBe('home: 3 drills over 2 hosts in 1.5 s; each ends by itself');
  expect(text).toContain('  A: a.example.org\n  B: b.example.org');
  expect(text).toMatch(/node n1 +\S.*–/);
  expect(text).toContain('Nobody outside notices: node n2, n3.');
  expect(text).toContain('node n1: a node dies');
  expect(flat).toContain('all requests time out until 40 to 58 s after the fault, then all requests');
  expect(flat).toContain('10.0.0.9 moves from n1 to n2');
  expect(flat).toContain('apps/a comes up on n2');
  expect(text).toContain('(kubernetes');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('what does not end by itself, hits a part of the requests only, or is not known is told apart', () => {
  const notKnown: HostRow = { host: 'b.example.org', state: 'not-known', phases: [], reason: 'not modelled' };
  const text = print(
    report(
      [
        row('issuer', [lasting('a.example.org'), notKnown], { faults: ['certificate-expires'] }),
        row('node n1', [outage('a.example.org', 0.5), notKnown]),
      ],
      {
        skipped: [
          { fault: 'host-dies', summary: 'a machine dies', state: 'not-known', reason: 'no hosts', knownBy: '`host`' },
          { fault: 'disk-full', summary: 'a disk is full', state: 'none', reason: 'no disk keeps volumes' },
        ],
        unwatched: [{ host: 'c.example.org', reason: '404' }],
      },
    ),
  )
    .join('\n')
    .replaceAll(/\s+/g, ' ');
  expect(text).toContain('one leaves an outage that does not end by itself');
  expect(text).toContain('after 2 h');
  expect(text).toContain('*');
  expect(text).toContain('?');
  expect(text).toContain('which does not end by itself');
  expect(text).toContain('? a machine dies: no hosts; known by `host`');
  expect(text).toContain('? c.example.org: not answered before any fault: 404');
  expect(text).toContain('– a disk is full: no disk keeps volumes');
});

test('many hosts stand on several pages, and many targets of one fault are counted', () => {
  const hosts = Array.from({ length: 8 }, (_, i) => `h${i}`);
  const apart = hosts.map((host, i): HostRow => ({ ...outage(host), seconds: [i, i + 40] }));
  const calm = Array.from({ length: 9 }, (_, i) => row(`node n${i}`, hosts.map(fine)));
  const lines = print(report([row('node x', apart), ...calm], { hosts }));
  expect(lines.filter((line) => /^ +fault/.test(line)).length).toBe(2);
  expect(lines.join('\n')).toContain('node n0, n1, n2, n3, n4 and 4 more');
  expect(lines.join('\n')).toContain('h0, h1 and 6 more');
});

test('a platform that never came up is drilled by nothing', () => {
  expect(print(report([]))[0]).toBe('home: no fault could be played');
});
