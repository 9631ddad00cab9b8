import { type BuiltinSchemas, loadBuiltinSchemas } from '../../../kube/builtin-schemas.ts';
import type { Schema } from '../../../kube/schema.ts';
import { kinds } from '../../../kube/types.ts';
import type { CustomVersion, ServedResource } from './state.ts';

let builtin: BuiltinSchemas | undefined;

/** Reads the schemas of the built-in kinds once; to be awaited before what needs them. */
export async function prepareSchemas(): Promise<void> {
  builtin ??= await loadBuiltinSchemas();
}

const completed = new WeakMap<CustomVersion, Schema>();

/** The schema of a resource's objects, metadata included; undefined when nothing is known (or the built-in ones are not read yet). */
export function schemaOfResource(resource: ServedResource): Schema | undefined {
  const { custom } = resource;
  if (!custom) return builtin?.of(resource);
  const known = completed.get(custom);
  if (known) return known;
  const schema = complete((custom.schema as Schema | undefined) ?? { type: 'object' });
  if (builtin) completed.set(custom, schema);
  return schema;
}

/** A definition's schema leaves out what every object has. */
function complete(schema: Schema): Schema {
  const metadata = builtin?.of(kinds.ConfigMap)?.properties?.metadata ?? { type: 'object' };
  const common = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata } as const;
  return { ...schema, properties: { ...schema.properties, ...common } };
}
