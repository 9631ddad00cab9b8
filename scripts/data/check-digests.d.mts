import type { Sources } from './read-sources.mjs';
export function checkDigests(root: string, sources: Sources): readonly string[];
