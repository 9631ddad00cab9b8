import type { SchemaNode } from './schema-tree.ts';

/** The JSON Schema (draft 7) of a lab file, for editors: a lab file names it in its first line, `# yaml-language-server: $schema=…`. */
export function labJsonSchema(tree: SchemaNode): SchemaNode {
  const { $schema, ...rest } = tree;
  return { $schema, title: 'Gatehouse lab file', ...rest };
}
