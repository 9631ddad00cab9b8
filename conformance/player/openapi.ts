import { isRecord } from './paths.ts';
import type { Json } from './scenario.ts';

type Fields = { readonly [key: string]: Json };

/** How a keyword of a field is shown. */
const KEYWORDS: readonly (readonly [string, string])[] = [
  ['x-kubernetes-patch-strategy', 'patch'],
  ['x-kubernetes-patch-merge-key', 'key'],
  ['x-kubernetes-list-type', 'list'],
  ['x-kubernetes-list-map-keys', 'keys'],
  ['x-kubernetes-map-type', 'map'],
];

const fieldsOf = (value: Json | undefined): Fields => (isRecord(value) ? value : {});

/** Whether a body is an OpenAPI document of version 3. */
export const isOpenApi = (body: Json): body is { [key: string]: Json } =>
  isRecord(body) && typeof body.openapi === 'string' && isRecord(body.components);

/**
 * What a document says of patching: `Type.field` → keywords, for all types below kinds that can be patched. How schemas are called and
 * parted differs between servers; what they say of a field may not.
 */
export function patchKeywords(document: Fields): Json {
  const schemas = fieldsOf(fieldsOf(document.components).schemas);
  const found: Record<string, string> = {};
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const type = name.slice(name.lastIndexOf('.') + 1);
    const schema = fieldsOf(schemas[name]);
    note(found, type, schema);
    for (const [field, value] of Object.entries(fieldsOf(schema.properties))) {
      note(found, `${type}.${field}`, fieldsOf(value));
    }
    for (const reference of referencesIn(schema)) visit(reference);
  };
  for (const name of patchedKinds(document, schemas)) visit(name);
  return found;
}

function note(found: Record<string, string>, at: string, schema: Fields): void {
  const said = KEYWORDS.flatMap(([keyword, shown]) =>
    schema[keyword] === undefined ? [] : [`${shown}=${[schema[keyword]].flat().join(',')}`],
  );
  if (said.length > 0) found[at] = said.join(' ');
}

function patchedKinds(document: Fields, schemas: Fields): readonly string[] {
  const kinds = Object.entries(fieldsOf(document.paths)).flatMap(([path, operations]) => {
    const kind = fieldsOf(fieldsOf(operations).patch)['x-kubernetes-group-version-kind'];
    return kind !== undefined && path.endsWith('/{name}') ? [printKind(kind)] : [];
  });
  return Object.keys(schemas).filter((name) => {
    const own = fieldsOf(schemas[name])['x-kubernetes-group-version-kind'];
    return Array.isArray(own) && own.length === 1 && kinds.includes(printKind(own[0] ?? null));
  });
}

const printKind = (kind: Json): string => ['group', 'version', 'kind'].map((part) => fieldsOf(kind)[part]).join('/');

function referencesIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isRecord(value)) return [];
  const { $ref } = value;
  const own = typeof $ref === 'string' ? [$ref.slice($ref.lastIndexOf('/') + 1)] : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}
