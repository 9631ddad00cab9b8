/** JSON for programs: two spaces, numbers beyond 2^53 exact. */
export function printJson(value: unknown, options: { oneLine?: boolean } = {}): string {
  return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? Number(item) : item), options.oneLine ? 0 : 2);
}
