import type { Job, Sources } from './read-sources.mjs';
export function refreshFiles(request: {
  readonly root: string;
  readonly path: string;
  readonly sources: Sources;
  readonly jobs: readonly Job[];
  readonly online: boolean;
  readonly log: (line: string) => void;
}): Promise<readonly string[]>;
