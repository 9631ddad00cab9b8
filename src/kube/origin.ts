import type { UnknownObject } from './object.ts';

/** Where an object was written: file in the repository, 1-based line, index of the document in the file. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly document: number;
  /** Path in that document to what decides the object's shape, where the object itself is not written there. */
  readonly path?: readonly string[];
}

/** An object together with where it was written. */
export interface SourcedObject {
  readonly object: UnknownObject;
  readonly origin?: Origin;
  /** `Kind/namespace/name` of the release that brings it, where it stands in no file. */
  readonly madeBy?: string;
  /** It is made up after what is known of another version of its chart: nothing that is wrong with it is said to be wrong. */
  readonly approximate?: boolean;
  /** Nothing that is followed here applies it: it may be a piece of something, such as a patch. */
  readonly loose?: boolean;
}
