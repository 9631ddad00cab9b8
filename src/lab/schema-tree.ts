import * as z from 'zod';
import type { LabPath } from './lab-problem.ts';

/** A node of a JSON schema, as far as it is looked at. */
export interface SchemaNode {
  readonly $schema?: string;
  readonly title?: string;
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
}

/** The JSON schema of what a person writes. */
export const schemaTree = (schema: z.ZodType): SchemaNode =>
  z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as SchemaNode;

/** The schema nodes that may apply at a path; of alternatives those that the value, as far as given, fits. */
function nodesAt(tree: SchemaNode, path: LabPath, root?: unknown): readonly SchemaNode[] {
  let nodes = branchesOf(tree, root);
  for (const [depth, step] of path.entries()) {
    const value = root === undefined ? undefined : valueAt(root, path.slice(0, depth + 1));
    nodes = nodes.flatMap((node) => stepInto(node, step)).flatMap((node) => branchesOf(node, value));
  }
  return nodes;
}

function stepInto(node: SchemaNode, step: string | number): readonly SchemaNode[] {
  if (typeof step === 'number') return node.items ? [node.items] : [];
  const property = node.properties?.[step];
  if (property) return [property];
  return typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
}

function branchesOf(node: SchemaNode, value: unknown): readonly SchemaNode[] {
  const branches = node.anyOf ?? node.oneOf;
  if (!branches) return [node];
  const fitting = branches.filter((branch) => fits(branch, value));
  return (fitting.length > 0 ? fitting : branches).flatMap((branch) => branchesOf(branch, value));
}

function fits(branch: SchemaNode, value: unknown): boolean {
  const constants = Object.entries(branch.properties ?? {}).filter(([, property]) => property.const !== undefined);
  return constants.every(([key, property]) => valueAt(value, [key]) === property.const);
}

/** Names of the fields a mapping at the path may have; of alternatives those of the one the value is. */
export function knownKeys(tree: SchemaNode, path: LabPath, root: unknown): string[] {
  return [...new Set(nodesAt(tree, path, root).flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** What the field at the path is for. */
export function descriptionAt(tree: SchemaNode, path: LabPath): string | undefined {
  const parent = nodesAt(tree, path.slice(0, -1));
  const key = path.at(-1)!;
  return parent.flatMap((node) => stepInto(node, key)).find((node) => node.description)?.description;
}

/** What stands at the path of parsed data; undefined when nothing does. */
export function valueAt(root: unknown, path: LabPath): unknown {
  let value: unknown = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
