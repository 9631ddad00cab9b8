import { builtinResources } from '../../../kube/builtin-resources.ts';
import { groupOf, type Json, type KindRef, type UnknownObject } from '../../../kube/object.ts';
import { parseJson } from '../../../kube/wide-json.ts';
import { invalid, invalidObject } from '../api/field-error.ts';
import { requireShallow } from '../api/limits.ts';
import { badRequest, refusal } from '../api/refusals.ts';
import type { ServedResource } from '../api/state.ts';
import type { ApiRequest } from './wire.ts';

const protobuf = 'application/vnd.kubernetes.protobuf';

/** The media type without its parameters. */
export const mediaType = (request: ApiRequest): string => request.contentType.split(';')[0]!.trim().toLowerCase();

/** 415 with the types that would be taken. */
export function unsupportedType(accepted: readonly string[]) {
  const text = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return refusal(415, 'UnsupportedMediaType', text);
}

/** The body as JSON, whatever it was written in; undefined when there is none. */
export async function readBody(request: ApiRequest): Promise<Json | undefined> {
  if (request.body.length === 0) return undefined;
  const value = await readEncoded(request);
  requireShallow(value);
  return value;
}

async function readEncoded(request: ApiRequest): Promise<Json> {
  const type = mediaType(request);
  if (type === '' || type === 'application/json' || type.endsWith('+json')) return readJson(request.body.toString());
  if (type === 'application/yaml' || type.endsWith('+yaml')) return readYaml(request.body.toString());
  if (type === protobuf) {
    const { decodeProtobuf } = await import('./protobuf/decode.ts');
    return decodeProtobuf(request.body);
  }
  throw unsupportedType(['application/json', 'application/yaml', protobuf]);
}

function readJson(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw badRequest(`the object provided is unrecognized: ${error instanceof Error ? error.message : 'no JSON'}`);
  }
}

async function readYaml(text: string): Promise<Json> {
  if (text.trimStart().startsWith('{')) return readJson(text);
  const { readDocuments } = await import('../../../kube/yaml-read.ts');
  const { documents, findings } = readDocuments(text, 'body');
  const [fault] = findings;
  if (fault) throw badRequest(`error decoding YAML: ${fault.message}`);
  return (documents[0]?.value ?? null) as Json;
}

const builtinKinds = new Set(
  builtinResources.map(({ group, version, kind }) => `${group ? `${group}/` : ''}${version}/${kind}`),
);

/** Go's package of a group's internal types. */
const packageOf = (apiVersion: string): string => groupOf(apiVersion).split('.')[0] || 'core';

/** What the decoder of the built-in kinds says to a body of another kind. */
function requireBuiltinKind(given: KindRef, wanted: KindRef): void {
  if (given.apiVersion === wanted.apiVersion && given.kind === wanted.kind) return;
  const version = JSON.stringify(given.apiVersion.split('/').at(-1));
  const head = `${given.kind} in version ${version} cannot be handled as a ${wanted.kind}`;
  if (!builtinKinds.has(`${given.apiVersion}/${given.kind}`)) {
    const registry = 'in scheme "pkg/runtime/scheme.go:111"';
    throw badRequest(
      `${head}: no kind ${JSON.stringify(given.kind)} is registered for version ${JSON.stringify(given.apiVersion)} ${registry}`,
    );
  }
  const from = `${given.apiVersion.split('/').at(-1)}.${given.kind}`;
  if (given.kind === wanted.kind) return;
  throw badRequest(
    `${head}: converting (${from}) to (${packageOf(wanted.apiVersion)}.${wanted.kind}): unknown conversion`,
  );
}

/** The object in a body, of the kind the path serves. */
export async function readObject(
  request: ApiRequest,
  kind: Pick<ServedResource, 'apiVersion' | 'kind'>,
): Promise<UnknownObject> {
  const body = await readBody(request);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest(`the object provided is unrecognized (must be of type ${kind.kind})`);
  }
  const { apiVersion = kind.apiVersion, kind: given = kind.kind, metadata, ...rest } = body as Record<string, Json>;
  const builtin = builtinKinds.has(`${kind.apiVersion}/${kind.kind}`);
  if (builtin) requireBuiltinKind({ apiVersion: String(apiVersion), kind: String(given) }, kind);
  if (apiVersion !== kind.apiVersion) {
    const text = `the API version in the data (${apiVersion}) does not match the expected API version (${kind.apiVersion})`;
    throw badRequest(text);
  }
  if (given !== kind.kind) {
    const of = { group: groupOf(kind.apiVersion), kind: String(given) };
    const { name = '' } = (metadata ?? {}) as { readonly name?: string };
    throw invalidObject(of, name, [invalid('kind', given, `must be ${kind.kind}`)]);
  }
  return { apiVersion, kind: given, metadata: metadata ?? {}, ...rest } as UnknownObject;
}
