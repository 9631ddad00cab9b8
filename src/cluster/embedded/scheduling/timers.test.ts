import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Timers } from './timers.ts';

describe('timers', () => {
  it('come in order of time, then of setting, without those cancelled', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ at: fc.nat(20), cancel: fc.boolean() }), { maxLength: 200 }), (wanted) => {
        const timers = new Timers();
        const fired: number[] = [];
        const set = wanted.map(({ at }, index) => timers.add(at, () => fired.push(index)));
        wanted.forEach(({ cancel }, index) => {
          if (cancel) set[index]!.cancelled = true;
        });
        for (let timer = timers.takeDue(20); timer; timer = timers.takeDue(20)) timer.action();
        const expected = wanted
          .map(({ at, cancel }, index) => ({ at, cancel, index }))
          .filter(({ cancel }) => !cancel)
          .sort((a, b) => a.at - b.at || a.index - b.index);
        expect(fired).toEqual(expected.map(({ index }) => index));
      }),
    );
  });

  it('are not due before their time', () => {
    const timers = new Timers();
    timers.add(5, () => {});
    expect(timers.takeDue(4)).toBeUndefined();
    expect(timers.peek()?.at).toBe(5);
  });
});
