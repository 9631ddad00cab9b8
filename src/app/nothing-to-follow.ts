import { GatehouseError } from '../core/errors.ts';

/**
 * Of a lab or repository that cannot be read to its end nothing is told that would look like an answer. The command is the one
 * that shows the errors: what only starting the platform brings to light, `check` does not know.
 */
export const nothingToFollow = (path: string, command: 'check' | 'up' = 'check'): GatehouseError =>
  new GatehouseError(`${path}: there are errors to mend before a request can be followed`, {
    hint: `\`gatehouse ${command} ${path}\` shows them`,
  });
