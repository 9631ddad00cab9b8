import type { RuleInput } from '../../check/rule.ts';
import { groupOf, type UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import type { Ingress } from '../../kube/types.ts';
import { middlewareModels } from './middlewares/index.ts';
import type { Admission } from './middlewares/middleware.ts';
import type { IngressRoute, Middleware, NameRef, Route } from './read-objects.ts';

type AllowList = Extract<Admission, { readonly kind: 'list' }>;

/** An object as its kind, with where it stands. */
export interface Placed<T> {
  readonly on: SourcedObject;
  readonly object: T;
}

const placed = <T>(each: SourcedObject): Placed<T> => ({ on: each, object: each.object as T });

export const ingressRoutesOf = (input: RuleInput): readonly Placed<IngressRoute>[] =>
  input.ofKind('IngressRoute', 'traefik.io').map((each) => placed<IngressRoute>(each));
export const middlewaresOf = (input: RuleInput): readonly Placed<Middleware>[] =>
  input.ofKind('Middleware', 'traefik.io').map((each) => placed<Middleware>(each));
export const ingressesOf = (input: RuleInput): readonly Placed<Ingress>[] =>
  input.ofKind('Ingress', 'networking.k8s.io').map((each) => placed<Ingress>(each));

/** A route of an IngressRoute with its place in the object. */
export interface PlacedRoute extends Placed<IngressRoute> {
  readonly route: Route;
  readonly path: readonly (string | number)[];
}

export const routesOf = (input: RuleInput): readonly PlacedRoute[] =>
  ingressRoutesOf(input).flatMap((each) =>
    (each.object.spec?.routes ?? []).map((route, i) => ({ ...each, route, path: ['spec', 'routes', i] })),
  );

export const namespaceOf = (object: { readonly metadata: { readonly namespace?: string } }): string =>
  object.metadata.namespace ?? 'default';

/** The Middleware a reference means; undefined for one of another provider. */
export function referredMiddleware(
  ref: NameRef,
  namespace: string,
): { readonly namespace: string; readonly name: string } | undefined {
  return ref.name.includes('@') ? undefined : { namespace: ref.namespace || namespace, name: ref.name };
}

/** The types of a middleware, chains followed; undefined when a part of it is not among the objects, or it leads back to itself. */
export function typesOf(
  input: RuleInput,
  namespace: string,
  name: string,
  known = new Map<string, readonly string[] | undefined>(),
): readonly string[] | undefined {
  const key = `${namespace}/${name}`;
  if (known.has(key)) return known.get(key);
  known.set(key, undefined);
  const types = typesOfMembers(input, namespace, name, known);
  known.set(key, types);
  return types;
}

function typesOfMembers(
  input: RuleInput,
  namespace: string,
  name: string,
  known: Map<string, readonly string[] | undefined>,
): readonly string[] | undefined {
  const found = middlewaresOf(input).find(
    ({ object }) => object.metadata.name === name && namespaceOf(object) === namespace,
  );
  if (!found) return undefined;
  const types = Object.entries(found.object.spec ?? {}).flatMap(([type, options]) => {
    const members = middlewareModels.get(type)?.members?.(options ?? {});
    if (!members) return [[type]];
    return members.map((member) => {
      const ref = referredMiddleware(member, namespace);
      return ref && typesOf(input, ref.namespace, ref.name, known);
    });
  });
  if (types.includes(undefined)) return undefined;
  return [...new Set(types.flatMap((list) => list ?? []))];
}

/** The allow lists of a Middleware object, by the type they stand under. */
export const allowListsOf = ({ spec = {} }: Middleware): readonly (AllowList & { readonly type: string })[] =>
  Object.entries(spec).flatMap(([type, options]) => {
    const admission = middlewareModels.get(type)?.admits?.(options ?? {}, { tls: true });
    return admission?.kind === 'list' ? [{ ...admission, type }] : [];
  });

/** Whether a HelmRelease puts objects into a namespace: what they are may not be known. */
export const hasReleaseIn = (input: RuleInput, namespace: string): boolean =>
  [...input.ofKind('HelmRelease'), ...input.ofKind('HelmChart')].some(({ object }) => {
    const spec = (object as { spec?: { targetNamespace?: string } }).spec;
    return (spec?.targetNamespace ?? namespaceOf(object)) === namespace;
  });

/** Whether the objects are of the group that Traefik 3 reads. */
export const isOldGroup = (object: UnknownObject): boolean => groupOf(object.apiVersion) === 'traefik.containo.us';
