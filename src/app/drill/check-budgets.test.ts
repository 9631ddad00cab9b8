import { describe, expect, test } from 'vitest';
import { parsePolicies } from '../policies/read-policies.ts';
import { checkBudgets } from './check-budgets.ts';
import type { DrillRow, HostRow } from './drill-report.ts';

const drill = (faults: readonly string[], ...hosts: readonly HostRow[]): DrillRow => ({
  ...{ faults, hosts, name: 'node a', summary: '', notices: [], moves: [], starts: [], remarks: [], upstream: [] },
});
const out = (least: number, most: number): HostRow => ({
  ...{ host: 'hello.example.org', state: 'outage', seconds: [least, most] },
  phases: [{ sees: '503', share: 1, from: [0, 0], until: [least, most], reason: 'no pod is ready' }],
});
const lasting = (from: number): HostRow => ({
  ...{ host: 'hello.example.org', state: 'lasting' },
  phases: [{ sees: 'time-out', share: 1, from: [from, from], reason: 'the node is gone' }],
});

async function judge(text: string, row: DrillRow): Promise<readonly string[]> {
  const { policies, findings } = await parsePolicies(`policies: ${text}\n`, 'gatehouse.yaml');
  expect(findings).toEqual([]);
  const hosts = ['hello.example.org'];
  const unwatched = [{ host: 'lost.example.org', reason: 'time-out' }];
  return checkBudgets([policies!], { drills: [row], hosts, unwatched }).map(
    ({ severity, message, line }) => `${severity} ${line} ${message}`,
  );
}

const one = 'gatehouse.yaml';
describe('a budget', () => {
  const cases: readonly (readonly [string, string, DrillRow, readonly string[]])[] = [
    ['is kept by what is shorter', '{ outage: 1m }', drill(['node-dies'], out(4, 10)), []],
    [
      'is broken by what is certainly longer',
      '{ outage: 1m }',
      drill(['node-dies'], out(340, 376)),
      ['error 1 hello.example.org: node a: 340 to 376 s without all answers, and 60 s are allowed'],
    ],
    [
      'is perhaps broken by what may be longer',
      '{ outage: 350s }',
      drill(['node-dies'], out(340, 376)),
      ['unknown 1 hello.example.org: node a: 340 to 376 s without all answers, and 350 s are allowed'],
    ],
    [
      'is broken by what does not end',
      '{ outage: 1h }',
      drill(['node-dies'], lasting(0)),
      ['error 1 hello.example.org: node a: the outage does not end by itself, and 3600 s are allowed'],
    ],
    ['is no matter of what begins in a month', '{ outage: 1h }', drill(['certificate-expires'], lasting(2e6)), []],
    [
      'unless it names the fault',
      '{ outage: { certificate-expires: 1h } }',
      drill(['certificate-expires'], lasting(2e6)),
      ['error 1 hello.example.org: node a: the outage does not end by itself, and 3600 s are allowed'],
    ],
    [
      'of a host goes before that of all',
      '{ outage: 1s, hosts: [{ host: hello.example.org, outage: any }] }',
      drill(['node-dies'], out(9, 9)),
      [],
    ],
    [
      'of a fault goes before the default',
      '{ outage: { default: 1s, node-dies: 1m } }',
      drill(['node-dies'], out(9, 9)),
      [],
    ],
    ['for one fault says nothing of two', '{ outage: 1s }', drill(['node-dies', 'node-dies'], out(9, 9)), []],
    [
      'may be one for two',
      '{ outage: { pairs: 1s } }',
      drill(['node-dies', 'node-dies'], out(9, 9)),
      ['error 1 hello.example.org: node a: 9 to 9 s without all answers, and 1 s are allowed'],
    ],
    [
      'of a host that no route names is not known',
      '{ outage: 1h, hosts: [{ host: helo.example.org, outage: 10s }] }',
      drill(['node-dies'], out(4, 10)),
      ['unknown 1 helo.example.org has a budget for outages, and no route names the host at any address'],
    ],
    [
      'of a host that did not answer before is not known',
      '{ hosts: [{ host: lost.example.org, outage: 10s }] }',
      drill(['node-dies']),
      ['unknown 1 lost.example.org has a budget for outages, and it is not answered before any fault: time-out'],
    ],
    [
      'for a fault that there is not is told',
      '{ outage: { node-sings: 1s } }',
      drill([]),
      ['error 1 outage.node-sings: there is no such fault'],
    ],
  ];
  test.each(cases)('%s', async (_, text, row, wanted) => {
    expect(await judge(text, row)).toEqual(wanted);
  });

  test('that is no time is found at its line', async () => {
    const { findings } = await parsePolicies('policies:\n  outage: soon\n', one);
    expect(findings.map(({ message, line }) => `${line} ${message}`)).toEqual([
      '2 policies.outage: must be a time such as 10s, 5m or 1h, or any',
    ]);
  });
});
