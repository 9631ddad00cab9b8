/** kubectl and helm of one minor version of Kubernetes. */
export interface ClientRelease {
  /** e.g. `1.36`. */
  readonly minor: string;
  /** Of the package they come in. */
  readonly version: string;
  readonly integrity: string;
}

/** Oldest first. */
export declare const clientReleases: readonly ClientRelease[];

/** Minor versions that run in CI unless it asks for all. */
export declare const ciReleases: readonly string[];
