import type { Configuration } from '../model/runtime-configuration.ts';

/** What Traefik's own services answer from. */
export interface ApiContext {
  readonly configuration: Configuration;
  /** Version of the image, e.g. `3.7.11`. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}
