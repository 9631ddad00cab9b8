import { withField } from '../../../../kube/copy.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import type { Fields } from './fill.ts';

type Defaults = (object: UnknownObject) => UnknownObject;

/** Defaults within the spec; an object without one is left for validation. */
export const inSpec =
  (by: (spec: Fields) => Fields): Defaults =>
  (object) => {
    const spec = (object.spec ?? {}) as Fields;
    const filled = by(spec);
    return filled === object.spec ? object : withField(object, 'spec', filled);
  };

/** Defaults of a kind that has no spec. */
export const onTop =
  (by: (object: Fields) => Fields): Defaults =>
  (object) =>
    by(object as Fields) as UnknownObject;
