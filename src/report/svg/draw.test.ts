import { describe, expect, it, test } from 'vitest';
import type { DrillsView } from '../../app/view/drills-view.ts';
import type { TopologyEdge, TopologyNode, TopologyView } from '../../app/view/topology-view.ts';
import { drawDrills } from './draw-drills.ts';
import { drawTimeline } from './draw-timeline.ts';
import { drawTopology } from './draw-topology.ts';
import { foldTopology } from './fold-topology.ts';
import { layOutTopology } from './lay-out-topology.ts';
import { escapeMarkup, shorten } from './svg-text.ts';

const node = (kind: TopologyNode['kind'], label: string, more: Partial<TopologyNode> = {}): TopologyNode => ({
  ...{ id: `${kind}:${label}`, kind, label, detail: '', state: 'fine', group: '', facts: [] },
  ...more,
});
const leads = (from: string, to: string): TopologyEdge => ({ from, to, link: 'leads' });
const count = (many: number) => Array.from({ length: many }, (_, index) => index);

/** 50 nodes on 5 machines, one gate, 300 routes of which one is wrong, a service each. */
const large: TopologyView = {
  schemaVersion: 1,
  lab: 'large',
  nodes: [
    node('address', '10.0.0.1'),
    ...count(50).map((n) => node('node', `node-${n}`, { group: `pve-${n % 5}` })),
    node('gate', 'gate'),
    ...count(300).map((n) => node('route', `app-${n}.example.org`, { state: n === 7 ? 'wrong' : 'fine' })),
    ...count(300).map((n) => node('service', `apps/app-${n}`)),
  ],
  edges: [
    ...count(50).flatMap((n) => [leads('address:10.0.0.1', `node:node-${n}`), leads(`node:node-${n}`, 'gate:gate')]),
    ...count(300).flatMap((n) => [
      leads('gate:gate', `route:app-${n}.example.org`),
      leads(`route:app-${n}.example.org`, `service:apps/app-${n}`),
    ]),
  ],
};

describe('a large topology', () => {
  it('is a few things, each with the worst of what it stands for', () => {
    const { items } = foldTopology(large);
    expect(items.map(({ label, detail, state }) => [label, detail, state])).toEqual([
      ['10.0.0.1', '', 'fine'],
      ...count(5).map((n) => [`pve-${n}`, '10 nodes', 'fine']),
      ['gate', '', 'fine'],
      ['300 routes', '', 'wrong'],
      ['300 services', '', 'fine'],
    ]);
  });

  it('is unfolded where it is asked for, and shows by itself what is on a way', () => {
    expect(foldTopology(large, { open: ['fold:route:'] }).items.filter(({ kind }) => kind === 'route')).toHaveLength(
      300,
    );
    const kept = foldTopology(large, { keep: ['route:app-7.example.org'] }).items;
    expect(kept.filter(({ kind }) => kind === 'route').map(({ label }) => label)).toEqual([
      '299 routes',
      'app-7.example.org',
    ]);
  });

  it('is what is looked for, and what lies before and behind it', () => {
    const { items } = foldTopology(large, { search: 'APP-123' });
    const kinds = (kind: string) => items.filter((item) => item.kind === kind).map(({ label }) => label);
    expect([kinds('route'), kinds('service')]).toEqual([['app-123.example.org'], ['apps/app-123']]);
  });

  it('has its places in columns, without one thing on another, the same each time', () => {
    const folded = foldTopology(large, { open: ['fold:route:', 'fold:service:'] });
    const { boxes, columns } = layOutTopology(folded);
    expect(columns.map(({ title }) => title)).toEqual([
      'Addresses',
      'Nodes',
      'Gates, certificates',
      'Routes',
      'Services',
    ]);
    for (const column of columns) {
      const own = boxes.filter(({ x }) => x === column.x).sort((a, b) => a.y - b.y);
      for (const [index, box] of own.entries())
        if (index > 0) expect(box.y).toBeGreaterThan(own[index - 1]!.y + box.height);
    }
    expect(layOutTopology(folded)).toEqual(layOutTopology(structuredClone(folded)));
  });
});

test('a picture says by signs and words what it says by colour, and nothing of it is taken for markup', () => {
  const nodes = [node('address', '<script>&"', { state: 'wrong' }), node('node', 'a')];
  const text = drawTopology({ schemaVersion: 1, lab: 'a & b', nodes, edges: [leads('address:<script>&"', 'node:a')] });
  expect(text).toContain('✗');
  expect(text).toContain('Topology of a &amp; b');
  expect(text).not.toContain('<script');
});

test('a timeline marks what decides, what waits and what never comes', () => {
  const bar = {
    kind: 'Kustomization',
    does: 'stage',
    partOf: '',
    startedAt: 0,
    waitedFor: [],
    depth: 0,
    chain: [],
  } as const;
  const text = drawTimeline({
    ...{ schemaVersion: 1, lab: 'lab', seconds: 150, longest: [], findings: [] },
    bars: [
      { ...bar, name: 'a/first', beginsAt: 0, readyAt: 150, critical: true, state: 'ready' },
      { ...bar, name: 'a/lost', critical: false, state: 'never' },
    ],
  });
  expect(text).toContain('▸ first');
  expect(text).toContain('✗ lost');
  expect(text).toContain('2 min 30 s');
});

test('drills of many hosts that suffer the same are one column', () => {
  const hosts = count(20).map((n) => `app-${n}`);
  const cells = hosts.map(
    (host, n) => ({ host, state: 'outage', level: n === 3 ? 4 : 1, text: n === 3 ? 'lasting' : '0–17 s' }) as const,
  );
  const course = {
    faults: [],
    name: 'node a',
    summary: '',
    notices: [],
    hosts: [],
    moves: [],
    starts: [],
    remarks: [],
    upstream: [],
  };
  const view: DrillsView = {
    schemaVersion: 1,
    lab: 'lab',
    hosts,
    lines: [{ name: 'node a', cells, course }],
    skipped: [],
    unwatched: [],
    findings: [],
  };
  const text = drawDrills(view);
  expect(text.match(/class="cell/g)).toHaveLength(2);
  expect(text).toContain('lasting');
});

test.each([
  ['short', 100, 'short'],
  ['traefik.home.example.org', 90, 'traef…e.org'],
])('%s in %d pixels is %s', (text, width, short) => {
  expect(shorten(text, width, 13)).toBe(short);
  expect(escapeMarkup(`${text}\u0000`)).toBe(`${text} `);
});
