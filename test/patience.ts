import { availableParallelism, loadavg } from 'node:os';

/** Milliseconds that {@link pieceOfWork} takes on an idle machine of the kind most people have. */
const usualMilliseconds = 12;
/** Load comes and goes: what is measured now may be several times as bad a moment later. */
const reserve = 8;

/** The same work everywhere; gives something, so that it is not optimised away. */
function pieceOfWork(): number {
  let state = 1;
  for (let i = 0; i < 5_000_000; i++) state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state;
}

/** How many times slower than usual things go now: as a fixed piece of work shows, and as many as wait for each processor. */
export function slowness(): number {
  const start = performance.now();
  const result = pieceOfWork();
  const measured = (performance.now() - start) / usualMilliseconds;
  const queue = (loadavg()[0] ?? 0) / availableParallelism();
  return Math.max(1, result < 0 ? 0 : measured, queue);
}

/** Milliseconds after which something that usually takes `usual` milliseconds counts as hanging, on this machine at this moment. */
export const patience = (usual: number): number => Math.ceil(usual * reserve * slowness());
