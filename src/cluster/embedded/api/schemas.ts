import { type BuiltinSchemas, loadBuiltinSchemas } from '../../../kube/builtin-schemas.ts';
import type { Schema } from '../../../kube/schema.ts';
import type { ServedResource } from './registry.ts';

let builtin: BuiltinSchemas | undefined;

/** Reads the schemas of the built-in kinds once; to be awaited before what needs them. */
export async function prepareSchemas(): Promise<void> {
  builtin ??= await loadBuiltinSchemas();
}

/** The schema of a resource's objects; undefined when nothing is known (or the built-in ones are not read yet). */
export function schemaOfResource(resource: ServedResource): Schema | undefined {
  if (resource.custom) return resource.custom.schema as Schema | undefined;
  return builtin?.of(resource);
}
