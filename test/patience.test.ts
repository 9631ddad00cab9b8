import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { patience, slowness } from './patience.ts';

describe('patience', () => {
  it('is never less than several times what something usually takes', () => {
    expect(slowness()).toBeGreaterThanOrEqual(1);
    expect(patience(1000)).toBeGreaterThanOrEqual(8000);
  });

  it('waits for what comes later, and gives the reason when it has already failed', async () => {
    let tries = 0;
    await eventually(() => expect(++tries).toBe(3));
    expect(tries).toBe(3);
  });
});
