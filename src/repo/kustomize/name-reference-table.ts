import type { FieldSpec } from './field-path.ts';
import tables from './field-tables.json' with { type: 'json' };

/** Which fields name objects of a kind (api/internal/konfig/builtinpluginconsts/namereference.go). */
export interface NameReferences {
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly fields: readonly FieldSpec[];
}

/** The built-in ones. */
export const nameReferences: readonly NameReferences[] = tables.nameReference;
