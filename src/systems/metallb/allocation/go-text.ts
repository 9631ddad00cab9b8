import { printJson } from '../../../kube/wide-json.ts';

/** A string as Go's `%q` prints it. */
export const quote = (text: string): string => printJson(text);

/** A list of strings as Go's `%q` prints it: `["a" "b"]`. */
export const quoteList = (texts: readonly string[]): string => `[${texts.map(quote).join(' ')}]`;
