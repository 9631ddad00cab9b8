import { GatehouseError } from '../core/errors.ts';
import { type Finding, hasErrors } from '../core/finding.ts';

/**
 * Of a lab or repository that cannot be read to its end nothing is told that would look like an answer. The command is the one
 * that shows the errors: what only starting the platform brings to light, `check` does not know.
 */
export const nothingToFollow = (path: string, command: 'check' | 'up' = 'check'): GatehouseError =>
  new GatehouseError(`${path}: there are errors to mend before a request can be followed`, {
    hint: `\`gatehouse ${command} ${path}\` shows them`,
  });

/** What is told where nothing says how objects come to a cluster: none is applied then. */
export const notDelivered = 'no-flux-entry';

/** Why nothing can be told of a platform that was started with these findings; undefined where it came up. */
export function whyNotStarted(path: string, findings: readonly Finding[]): GatehouseError | undefined {
  if (hasErrors(findings)) return nothingToFollow(path, 'up');
  const open = findings.find(({ code }) => code === notDelivered);
  return (
    open &&
    new GatehouseError(`${path}: nothing comes up: ${open.message}`, {
      hint: `\`gatehouse up ${path}\` says what would make it known`,
    })
  );
}
