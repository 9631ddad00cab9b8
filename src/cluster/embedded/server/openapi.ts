import { loadBuiltinSchemas } from '../../../kube/builtin-schemas.ts';
import { withoutFields } from '../../../kube/json.ts';
import type { Schema } from '../../../kube/schema.ts';
import { schemaOfResource } from '../api/schemas.ts';
import type { ServedResource } from '../api/state.ts';
import type { ServerContext } from './context.ts';
import { type ApiAnswer, answerJson } from './wire.ts';

/** `/openapi/v3`: the index, and a document for each group version. */
export async function answerOpenApi({ state }: ServerContext, path: string): Promise<ApiAnswer | undefined> {
  const { registry } = state;
  if (path === '/openapi/v3') {
    const versions = new Set(registry.all().map(({ apiVersion }) => apiVersion));
    const paths = [...versions].map((version) => {
      const at = pathOf(version);
      return [at, { serverRelativeURL: `/openapi/v3/${at}?hash=${registry.generation}` }];
    });
    return answerJson({ paths: Object.fromEntries(paths) });
  }
  const match = /^\/openapi\/v3\/(?:api\/(?<core>[^/]+)|apis\/(?<grouped>[^/]+\/[^/]+))$/.exec(path);
  const apiVersion = match?.groups?.core ?? match?.groups?.grouped;
  const resources = registry.all().filter((resource) => resource.apiVersion === apiVersion);
  if (resources.length === 0) return undefined;
  await loadBuiltinSchemas();
  return answerJson(documentOf(resources));
}

/** The schemas of all kinds as the definitions of a document of version 2. */
export async function definitionsOf({ registry }: ServerContext['state']): Promise<Readonly<Record<string, unknown>>> {
  await loadBuiltinSchemas();
  const components = new Components('#/definitions/');
  for (const resource of registry.all()) components.addKind(resource);
  return components.schemas;
}

const pathOf = (apiVersion: string): string => (apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`);

function documentOf(resources: readonly ServedResource[]): unknown {
  const components = new Components('#/components/schemas/');
  const paths: Record<string, unknown> = {};
  for (const resource of resources) {
    const name = components.addKind(resource);
    Object.assign(paths, pathsOf(resource, name));
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths,
    components: { schemas: components.schemas },
  };
}

const kindOf = ({ group, version, kind }: ServedResource) => ({ group, version, kind });

/** The operations clients look for: what a kind's PATCH takes, and that its writes can be checked by the server. */
function pathsOf(resource: ServedResource, schema: string): Record<string, unknown> {
  const base = `/${pathOf(resource.apiVersion)}${resource.namespaced ? '/namespaces/{namespace}' : ''}/${resource.plural}`;
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
    name,
    in: 'query',
    schema: { type: 'string', uniqueItems: true },
  }));
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
  const operation = (action: string) => ({
    parameters,
    responses: { 200: { description: 'OK', content } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kindOf(resource),
  });
  const writing = (action: string) => ({ ...operation(action), requestBody: { content } });
  const patch = { ...operation('patch'), requestBody: { content: patchTypesOf(resource) } };
  const one = `${base}/{name}`;
  const everywhere = `/${pathOf(resource.apiVersion)}/${resource.plural}`;
  const operations = [
    ['list', everywhere, 'get', operation('list')],
    ['list', base, 'get', operation('list')],
    ['create', base, 'post', writing('post')],
    ['get', one, 'get', operation('get')],
    ['update', one, 'put', writing('put')],
    ['patch', one, 'patch', patch],
  ] as const;
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [verb, path, method, described] of operations) {
    if (resource.verbs.includes(verb)) paths[path] = { ...paths[path], [method]: described };
  }
  return paths;
}

const patchTypes = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

/** Custom kinds know no strategic merge patch, and clients ask here whether they do. */
const patchTypesOf = (resource: ServedResource): unknown =>
  Object.fromEntries(
    patchTypes
      .filter((type) => !resource.custom || !type.includes('strategic'))
      .map((type) => [type, { schema: { type: 'object' } }]),
  );

/** Schemas by name, each object type of Go once, so that types may contain themselves. */
class Components {
  readonly schemas: Record<string, unknown> = {};
  readonly #names = new Map<Schema, string>();
  readonly #place: string;

  /** `place` is what references to a schema begin with. */
  constructor(place: string) {
    this.#place = place;
  }

  addKind(resource: ServedResource): string {
    const { group, version, kind } = resource;
    const owner = group === '' ? 'core' : group.split('.').reverse().join('.');
    const name = `${resource.custom ? '' : 'io.k8s.api.'}${owner}.${version}.${kind}`;
    const schema: Schema = schemaOfResource(resource) ?? { type: 'object' };
    const properties = { ...standardFields, ...schema.properties };
    this.schemas[name] = {
      ...this.#own({ ...schema, properties }),
      'x-kubernetes-group-version-kind': [kindOf(resource)],
    };
    return name;
  }

  #own(schema: Schema): Record<string, unknown> {
    const { properties, items, additionalProperties, ...rest } = schema;
    const result: Record<string, unknown> = withoutFields(rest, inner);
    if (properties) {
      result.properties = Object.fromEntries(
        Object.entries(properties).map(([field, value]) => [field, this.#refer(value)]),
      );
    }
    if (items) result.items = this.#refer(items);
    if (typeof additionalProperties === 'object') result.additionalProperties = this.#refer(additionalProperties);
    else if (additionalProperties !== undefined) result.additionalProperties = additionalProperties;
    return result;
  }

  #refer(schema: Schema): unknown {
    // How a field is patched stands beside its reference: clients look for it there.
    const { target, own } = schema['x-go-reference'] ?? { target: schema, own: {} };
    const type = target['x-go-type'];
    if (type === undefined || !target.properties) return this.#own(schema);
    const name = this.#names.get(target) ?? this.#addType(type, target);
    return { allOf: [{ $ref: `${this.#place}${name}` }], ...withoutFields(own, inner) };
  }

  #addType(type: string, schema: Schema): string {
    const name = this.#freeName(`io.k8s.types.${type}`);
    this.#names.set(schema, name);
    this.schemas[name] = {};
    this.schemas[name] = this.#own(schema);
    return name;
  }

  #freeName(wanted: string): string {
    let name = wanted;
    for (let number = 2; Object.hasOwn(this.schemas, name); number++) name = `${wanted}${number}`;
    return name;
  }
}

/** What is known of a schema for use in here alone. */
const inner = ['x-go-type', 'x-go-presence', 'x-go-reference'] as const;

const standardFields: Readonly<Record<string, Schema>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { type: 'object', additionalProperties: true },
};
