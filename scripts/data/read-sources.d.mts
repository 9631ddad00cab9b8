/** One data file and how it is made. */
export interface Job {
  readonly name: string;
  readonly what?: string;
  readonly file: string;
  readonly from: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly make?: string;
  readonly recorded?: string;
}
export interface Sources {
  readonly text: string;
  readonly jobs: readonly Job[];
  readonly modules: Readonly<Record<string, string>>;
  readonly archives: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}
export function readSources(path: string): Sources;
