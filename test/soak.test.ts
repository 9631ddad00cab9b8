import { expect, it } from 'vitest';
import { soak } from './soak.ts';

it('clients with timed watches see in the end what is there, after two minutes of churn', async () => {
  const { samples, astray } = await soak({ virtualMinutes: 2, followers: 3 });
  expect(astray).toEqual([]);
  expect(samples).toHaveLength(2);
  expect(samples[1]!.events).toBeGreaterThan(500);
}, 120_000);
