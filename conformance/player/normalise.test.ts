import { describe, expect, test } from 'vitest';
import { normalise } from './normalise.ts';
import type { Json, Scenario, Step } from './scenario.ts';

const play = (bodies: readonly Json[], options: Partial<Step> = {}, scenario: Partial<Scenario> = {}) => {
  const steps = bodies.map((_, index): Step => ({ name: `${index}`, verb: 'get', path: '/', ...options }));
  const whole = {
    id: 'a/b',
    folder: '',
    about: '',
    namespace: {},
    managedFields: false,
    exact: [],
    cleanup: [],
    steps,
    ...scenario,
  };
  return normalise(
    whole,
    bodies.map((body, index) => ({ step: `${index}`, status: 200, body })),
  ).map(({ body }) => body);
};

const uid = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;

describe('normalising answers', () => {
  test('one value is one placeholder through all steps', () => {
    const of = (digit: number) => ({ metadata: { name: 'a', uid: uid(digit) } });
    expect(play([of(1), of(2), of(1)])).toEqual(
      ['<uid:1>', '<uid:2>', '<uid:1>'].map((value) => ({ metadata: { name: 'a', uid: value } })),
    );
  });

  test('an object’s version is numbered, a list’s is not', () => {
    const object = { metadata: { name: 'a', resourceVersion: '7' } };
    expect(play([{ items: [object], metadata: { resourceVersion: '9' } }])).toEqual([
      {
        items: [{ metadata: { name: 'a', resourceVersion: '<version:1>' } }],
        metadata: { resourceVersion: '<version>' },
      },
    ]);
  });

  test('a generated name is told wherever it stands, with the hash within it', () => {
    const pod = {
      metadata: { name: 'web-6b9f-x2x7k', generateName: 'web-6b9f-', labels: { 'pod-template-hash': '6b9f' } },
    };
    expect(play([{ message: 'Created pod: web-6b9f-x2x7k' }, pod])).toEqual([
      { message: 'Created pod: web-<hash:1>-<suffix:1>' },
      {
        metadata: {
          name: 'web-<hash:1>-<suffix:1>',
          generateName: 'web-<hash:1>-',
          labels: { 'pod-template-hash': '<hash:1>' },
        },
      },
    ]);
    expect(play([pod], { compare: ['.metadata.labels'] }, { exact: ['hash'] })).toEqual([
      { '.metadata.labels': { 'pod-template-hash': '6b9f' } },
    ]);
  });

  test('addresses, ports, times and ages', () => {
    const service = { spec: { clusterIP: '10.0.0.5', clusterIPs: ['10.0.0.5'], ports: [{ nodePort: 30123 }] } };
    const table = {
      kind: 'Table',
      columnDefinitions: [{ name: 'Name' }, { name: 'Age' }],
      rows: [{ cells: ['a', '5s'] }],
    };
    expect(play([service, { when: '2026-01-01T00:00:00Z' }, table])).toEqual([
      { spec: { clusterIP: '<cluster-ip:1>', clusterIPs: ['<cluster-ip:1>'], ports: [{ nodePort: '<node-port:1>' }] } },
      { when: '<time>' },
      { ...table, rows: [{ cells: ['a', '<age>'] }] },
    ]);
  });

  test('what is not compared moves no number', () => {
    const body = { metadata: { uid: uid(1) }, other: uid(2) };
    expect(play([body], { compare: ['.other'] })).toEqual([{ '.other': '<uid:1>' }]);
    expect(play([body], { ignore: ['.metadata'] })).toEqual([{ other: '<uid:1>' }]);
  });

  test('unordered items are put in an order that rests on nothing generated', () => {
    const list = (...digits: number[]) => ({ items: digits.map((digit) => ({ size: 5 - digit, uid: uid(digit) })) });
    expect(play([list(1, 2)], { unordered: true })).toEqual(play([list(2, 1)], { unordered: true }));
  });

  test('managed fields only on request', () => {
    const body = { metadata: { name: 'a', managedFields: [{ manager: 'x' }] } };
    expect(play([body])).toEqual([{ metadata: { name: 'a' } }]);
    expect(play([body], {}, { managedFields: true })).toEqual([body]);
  });
});
