import { next } from '../../decision/exchange.ts';
import type { Admission, Built, MiddlewareModel } from '../middleware.ts';

const passes: Admission = { kind: 'passes' };

/** Every plain client passes, whatever the options. */
export const admitsAll = (): Admission => passes;

/** Requests pass unchanged, and the reason says which effect is left out. */
export const letThrough = (effect: string): Built => ({ handle: () => next(`passed: ${effect} not modelled`) });

/** The members of a model whose effect is not modelled: requests pass unchanged. */
export const unmodelled = (
  effect: string,
): Pick<MiddlewareModel, 'does' | 'notModelled' | 'build' | 'admits' | 'examples'> => ({
  does: 'requests pass unchanged',
  notModelled: effect,
  build: () => letThrough(effect),
  admits: admitsAll,
  examples: [{ says: 'lets requests pass', options: {}, gives: 'passes', path: '/x' }],
});
