import { printJson as printExact } from '../kube/wide-json.ts';

/** JSON for programs: two spaces, whole numbers beyond 2^53 exact. */
export const printJson = (value: unknown, options: { oneLine?: boolean } = {}): string =>
  printExact(value, options.oneLine ? 0 : 2);
