import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Component } from './component.ts';
import { orderComponents } from './order.ts';
import type { RoleName } from './roles.ts';

const component = (id: string, needs: string[] = [], provides: string[] = [id]): Component => ({
  id,
  needs: needs as RoleName[],
  provides: Object.fromEntries(provides.map((role) => [role, () => ({})])) as Component['provides'],
  compose: () => ({ sources: [], controller: [], config: [], apps: [] }),
});

const ids = (components: readonly Component[]) => orderComponents(components).map(({ component: { id } }) => id);

describe('components', () => {
  test('come after those that provide what they need, by id where nothing else decides', () => {
    expect(ids([component('zoo', ['gate']), component('gate', ['wire']), component('wire'), component('ant')])).toEqual(
      ['ant', 'wire', 'gate', 'zoo'],
    );
  });

  test('of the ground come first: machines, then what runs on them', () => {
    const [cluster, metal] = [component('z-cluster', [], ['distribution']), component('z-metal', [], ['machines'])];
    expect(ids([component('ant'), cluster, metal])).toEqual(['z-metal', 'z-cluster', 'ant']);
  });

  test('wait for the nearest only: what those wait for is implied', () => {
    const ordered = orderComponents([
      component('wire'),
      component('gate', ['wire']),
      component('app', ['wire', 'gate']),
    ]);
    expect(ordered.map(({ after }) => after)).toEqual([[], ['wire'], ['gate']]);
  });

  test('that need the same wait side by side', () => {
    const ordered = orderComponents([component('b', ['wire']), component('a', ['wire']), component('wire')]);
    expect(ordered.map(({ component: { id }, after }) => [id, after])).toEqual([
      ['wire', []],
      ['a', ['wire']],
      ['b', ['wire']],
    ]);
  });

  test('wait part by part: for the controllers of one whose config nobody needs, with their own config for more than with their controllers', () => {
    const gate = { ...component('gate', ['wire']), fillsWithController: true };
    const papers = { ...component('papers'), configNeeds: ['gate' as RoleName] };
    const ordered = orderComponents([papers, gate, component('wire')]);
    expect(ordered.map(({ component: { id }, waits }) => [id, waits])).toEqual([
      ['wire', { controller: [], config: [] }],
      ['gate', { controller: [{ id: 'wire', part: 'all' }], config: [{ id: 'wire', part: 'all' }] }],
      ['papers', { controller: [], config: [{ id: 'gate', part: 'controller' }] }],
    ]);
  });

  test('with a need that nobody provides rely on the cluster', () => {
    expect(ids([component('app', ['storage'])])).toEqual(['app']);
  });

  test('that need each other are refused by name', () => {
    expect(() => ids([component('a', ['b']), component('b', ['a']), component('c')])).toThrow('in a circle: a, b');
  });

  test('have one order, however they are given', () => {
    const all = [
      component('d', ['b', 'c']),
      component('c', ['a']),
      component('b', ['a']),
      component('a'),
      component('e'),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(ids(shuffled)).toEqual(['a', 'b', 'c', 'd', 'e']);
      }),
    );
  });
});
