import type { KindRef } from '../kube/object.ts';
import type { Lab } from './lab.ts';

/** A kind whose objects apply others. */
export interface Applier {
  readonly kind: KindRef;
  /** A stage applies what a folder holds, a release what a chart makes of values. */
  readonly does: 'stage' | 'release';
  /** It marks what it applies by labels `<prefix>name` and `<prefix>namespace`. */
  readonly labelPrefix: string;
}

/** How a system that delivers is put into a real cluster, and asked to look at once. */
export interface Delivers {
  /** Deployments that must be there, as `namespace/name`. */
  readonly controllers: readonly string[];
  /** The program that installs it, and what it is told; no shell reads it. */
  readonly install: (lab: Lab | undefined) => { readonly program: string; readonly args: readonly string[] };
  /** Kinds whose objects look at once when an annotation is given another value. */
  readonly asked: readonly KindRef[];
  readonly askedBy: string;
}
