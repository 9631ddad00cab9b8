/** Codes of the findings about what a snapshot does not hold. */
export const notInSnapshot: ReadonlySet<string> = new Set(['snapshot-lacks', 'kind-not-served']);
