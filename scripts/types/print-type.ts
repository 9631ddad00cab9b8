/** A schema as it is kept in the data files: OpenAPI's, with Kubernetes' extensions. */
export interface TypeSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly items?: TypeSchema;
  readonly properties?: Readonly<Record<string, TypeSchema>>;
  readonly additionalProperties?: TypeSchema | boolean;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

/** What the printer asks about places in a schema: `path` is `Kind.spec.field`, with `[]` for items and `{}` for values of a map. */
export interface TypeNames {
  /** The type that stands for a place or what it refers to; undefined when its structure is printed. */
  readonly nameOf: (schema: TypeSchema, path: string) => string | undefined;
  /** Whether a field is there in every object, although the schema may not ask for it. */
  readonly isRequired: (schema: TypeSchema, field: string, path: string) => boolean;
}

/** The TypeScript type of what a schema allows, laid out as it stands `depth` levels deep. */
export function printType(schema: TypeSchema, path: string, names: TypeNames, depth = 0): string {
  const name = names.nameOf(schema, path);
  if (name !== undefined) return name;
  if (schema['x-kubernetes-int-or-string']) return 'IntOrString';
  const values = schema.enum?.filter((value) => value !== '');
  if (values?.length)
    return values.map((value) => (typeof value === 'string' ? quote(value) : String(value))).join(' | ');
  if (schema.type === 'string') return 'string';
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.type === 'boolean') return 'boolean';
  if (schema.type === 'array') return listOf(printType(schema.items ?? {}, `${path}[]`, names, depth));
  if (schema.properties) return printFields(schema, path, names, depth);
  if (typeof schema.additionalProperties === 'object')
    return `Readonly<Record<string, ${printType(schema.additionalProperties, `${path}{}`, names, depth)}>>`;
  return schema.type === 'object' ? 'JsonFields' : 'Json';
}

const listOf = (item: string): string =>
  /^readonly |^[^{]* \| /.test(item) ? `readonly (${item})[]` : `readonly ${item}[]`;

/** The fields of an object as a type literal. Fields of a kind that every object has are left to the caller. */
export function printFields(schema: TypeSchema, path: string, names: TypeNames, depth: number): string {
  const indent = '  '.repeat(depth + 1);
  const fields = Object.entries(schema.properties ?? {}).map(([field, own]) => {
    const optional = names.isRequired(schema, field, path) ? '' : '?';
    return `${indent}readonly ${keyOf(field)}${optional}: ${printType(own, `${path}.${field}`, names, depth + 1)};\n`;
  });
  return `{\n${fields.join('')}${'  '.repeat(depth)}}`;
}

const quote = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
const keyOf = (field: string): string => (/^[A-Za-z_$][\w$]*$/.test(field) ? field : quote(field));
