// The reference pages and the JSON Schema of the lab file.
import { emitAll } from './emit.ts';
import { referencePages } from './reference-pages.ts';

emitAll(referencePages());
