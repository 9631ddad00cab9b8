import type { UnknownObject } from '../../../kube/object.ts';
import type { ServedResource } from '../api/state.ts';
import type { ServerContext } from './context.ts';
import { type Format, type NegotiatedRequest, viewOf } from './negotiate.ts';
import { type Included, partialMetadata, toTable } from './tables/table.ts';
import { type ApiAnswer, type ApiRequest, answerJson } from './wire.ts';

/** A body in the asked encoding. */
export async function answer(
  value: unknown,
  format: Format,
  status = 200,
  warnings: readonly string[] = [],
): Promise<ApiAnswer> {
  if (format.encoding === 'json') return answerJson(value, status, warnings);
  const { writeYaml } = await import('../../../kube/yaml-write.ts');
  return { status, contentType: 'application/yaml', warnings, body: writeYaml(value) };
}

export const includedIn = (request: ApiRequest): Included => {
  const asked = request.query.get('includeObject');
  return asked === 'None' || asked === 'Object' ? asked : 'Metadata';
};

/** One object in the view the client asked for. */
export function presentObject(
  context: ServerContext,
  resource: ServedResource,
  object: UnknownObject,
  { request, format }: NegotiatedRequest,
): unknown {
  if (format.as === 'PartialObjectMetadata') return partialMetadata(object, viewOf(format));
  if (format.as !== 'Table' || object.kind === 'Status') return object;
  return toTable(resource, [object], {
    included: includedIn(request),
    now: context.state.now(),
    headers: true,
    metadata: { resourceVersion: object.metadata.resourceVersion },
    view: viewOf(format),
  });
}

/** A list in the view the client asked for. */
export function presentList(
  context: ServerContext,
  resource: ServedResource,
  { objects, metadata }: { readonly objects: readonly UnknownObject[]; readonly metadata: object },
  { request, format }: NegotiatedRequest,
): unknown {
  if (format.as === 'Table') {
    return toTable(resource, objects, {
      included: includedIn(request),
      now: context.state.now(),
      headers: true,
      metadata,
      view: viewOf(format),
    });
  }
  if (format.as === 'PartialObjectMetadataList') {
    const items = objects.map((object) => partialMetadata(object, viewOf(format)));
    return { kind: 'PartialObjectMetadataList', apiVersion: viewOf(format), metadata, items };
  }
  const kind = resource.custom?.listKind ?? `${resource.kind}List`;
  // Lists of custom objects are not typed: they tell an empty continue token too, and items keep their kind.
  if (resource.custom)
    return { kind, apiVersion: resource.apiVersion, metadata: { continue: '', ...metadata }, items: objects };
  return { kind, apiVersion: resource.apiVersion, metadata, items: objects.map(bare) };
}

/** Items of a typed list carry no kind of their own. */
function bare(object: UnknownObject): unknown {
  const { kind: _kind, apiVersion: _version, ...rest } = object;
  return rest;
}
