import { labSchemaTree, type SchemaNode } from './schema-tree.ts';

/** The JSON Schema (draft 7) of the lab file, for editors: a lab file names it in its first line, `# yaml-language-server: $schema=…`. */
export function labJsonSchema(): SchemaNode {
  const { $schema, ...rest } = labSchemaTree();
  return { $schema, title: 'Gatehouse lab file', ...rest };
}
