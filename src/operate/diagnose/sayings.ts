import type { Cause, Likelihood } from './playbook.ts';

type Text = string | ((found: RegExpExecArray) => string);

/** What a message says, and what it comes to. */
export interface Saying {
  readonly says: RegExp;
  /** Default is `certain`: the message names the cause itself. */
  readonly likelihood?: Likelihood;
  readonly cause: Text;
  readonly fix: Text;
  /** `Kind/namespace/name` of the object that the message names. */
  readonly at?: (found: RegExpExecArray) => string | undefined;
  readonly commands?: (found: RegExpExecArray) => readonly string[];
}

/** What the first saying that a message holds comes to; undefined where none is in it. */
export function causeSaid(message: string, sayings: readonly Saying[], evidence: readonly string[]): Cause | undefined {
  for (const { says, likelihood = 'certain', cause, fix, at, commands } of sayings) {
    const found = says.exec(message);
    if (!found) continue;
    const object = at?.(found);
    return {
      likelihood,
      cause: print(cause, found),
      evidence,
      fix: print(fix, found),
      ...(commands && { commands: commands(found) }),
      ...(object !== undefined && { at: object }),
    };
  }
  return undefined;
}

const print = (text: Text, found: RegExpExecArray): string => (typeof text === 'string' ? text : text(found));

const longestQuote = 300;

/** A message on one line, cut where it is long: as evidence quotes it, without an end stop. */
export function quoted(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line;
}
