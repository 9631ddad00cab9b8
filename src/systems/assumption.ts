import type { KindRef, UnknownObject } from '../kube/object.ts';

/** Something taken for granted about the world outside the objects; listed in every report. */
export interface Assumption {
  /** Kebab-case, e.g. `image-pull-seconds`. */
  readonly id: string;
  readonly text: string;
  /** Number in the unit the text names, or a switch or a word. */
  readonly value: number | boolean | string;
  readonly source: string;
  /** Where upstream leaves it open between two numbers: the least, and the most, the value itself where left out. */
  readonly least?: number;
  readonly most?: number;
  /** The most where several machines die within seconds. */
  readonly mostAtOnce?: number;
  /** What it is about: a report of a cluster without such an object does not list it. Left out, it is about every cluster. */
  readonly about?: {
    readonly kinds: readonly KindRef[];
    readonly when?: (object: UnknownObject) => boolean;
    /** Only where no key was given to decrypt with: then it was tried. */
    readonly withoutKey?: true;
  };
}
