import { vi } from 'vitest';
import { patience } from './patience.ts';

/** Waits until an expectation holds; how long, is no part of the test. */
export function eventually(expectation: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(expectation, { timeout: patience(10_000), interval: 50 });
}
