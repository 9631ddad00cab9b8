import type { UnknownObject } from './object.ts';

/** Where an object was written: file in the repository, 1-based line, index of the document in the file. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly document: number;
}

/** An object together with where it was written. */
export interface SourcedObject {
  readonly object: UnknownObject;
  readonly origin?: Origin;
}
