import { GatehouseError } from '../core/errors.ts';

/** Of a lab or repository that cannot be read to its end nothing is told that would look like an answer. */
export const nothingToFollow = (path: string): GatehouseError =>
  new GatehouseError(`${path}: there are errors to mend before a request can be followed`, {
    hint: `\`gatehouse check ${path}\` shows them`,
  });
