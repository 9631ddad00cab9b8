// The reference pages, the pictures and the JSON Schema of the lab file.
import { emitAll } from './emit.ts';
import { pictures } from './pictures.ts';
import { referencePages } from './reference-pages.ts';

emitAll([...referencePages(), ...(await pictures())]);
