/** A failure of doing: its message names the object first, then the reason, and is whole without `cause`; `hint` is the next action. Never a user's finding. */
export class GatehouseError extends Error {
  readonly hint: string | undefined;
  /** Exit code of the command: 2 = could not run, 1 = ran and refused. */
  readonly exitCode: number;

  constructor(message: string, options: { hint?: string; cause?: unknown; exitCode?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'GatehouseError';
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 2;
  }
}

/** The text of anything thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** The `code` of a Node.js system error (`ENOENT`, `EADDRINUSE` …), if it has one. */
export function codeOf(thrown: unknown): string | undefined {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return undefined;
}
