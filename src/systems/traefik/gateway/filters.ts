import type { Json } from '../../../kube/object.ts';
import type { HeaderFilter, ObjectRef, PathMatch, RouteFilter } from '../../kubernetes/gateway-api/kinds.ts';
import type { SourceRef } from '../model/dynamic-configuration.ts';
import { normalise, quoteGo } from '../model/go-text.ts';
import { crdProvider } from '../providers/crd-references.ts';
import { Refusal } from '../providers/servers.ts';
import type { GatewayContext } from './gateway-context.ts';

/** A filter as a middleware: its type and options, or the Middleware object that it leads to. */
export type FilterMiddleware =
  | { readonly type: string; readonly options: { readonly [option: string]: Json } }
  | { readonly ref: { readonly namespace: string; readonly name: string } };

/** What a filter stands for; throws a Refusal in upstream's words. */
export function middlewareOf(
  { type, ...filter }: RouteFilter,
  namespace: string,
  path: PathMatch = { type: 'PathPrefix', value: '/' },
): FilterMiddleware {
  if (type === 'RequestHeaderModifier')
    return { type: 'requestHeaderModifier', options: headerOptions(filter.requestHeaderModifier) };
  if (type === 'ResponseHeaderModifier')
    return { type: 'responseHeaderModifier', options: headerOptions(filter.responseHeaderModifier) };
  if (type === 'RequestRedirect')
    return { type: 'requestRedirect', options: redirectOptions(filter.requestRedirect ?? {}, path) };
  if (type === 'URLRewrite') return { type: 'urlRewrite', options: rewriteOptions(filter.urlRewrite ?? {}, path) };
  if (type === 'ExtensionRef') return { ref: { namespace, name: extensionName(filter.extensionRef) } };
  throw new Refusal(`unsupported filter ${type}`);
}

/** Adds the middlewares of filters to the draft, and returns their names. Upstream: httproute.go loadMiddlewares, grpcroute.go loadGRPCMiddlewares. */
export function loadFilters(
  context: GatewayContext,
  filters: readonly RouteFilter[],
  { parent, source, path }: { readonly parent: string; readonly source: SourceRef; readonly path?: PathMatch },
): readonly string[] {
  const made = filters.map((filter, index) => {
    const middleware = middlewareOf(filter, source.namespace, path);
    if ('ref' in middleware) {
      checkNamespace(context, source.namespace, filter);
      return { name: `${normalise(`${middleware.ref.namespace}-${middleware.ref.name}`)}@${crdProvider}` };
    }
    return { name: `${parent}-${filter.type.toLowerCase()}-${index}`, ...middleware };
  });
  for (const each of made)
    if ('type' in each)
      context.draft.middlewares.set(each.name, { types: new Map([[each.type, each.options]]), source });
  return made.map(({ name }) => name);
}

/** Upstream: crd/kubernetes.go FillExtensionBuilderRegistry. */
function checkNamespace({ configuration }: GatewayContext, namespace: string, { type }: RouteFilter): void {
  const crd = configuration.kubernetesCrd;
  const why = !crd
    ? 'unsupported filter extension ref'
    : crd.namespaces.length > 0 && !crd.namespaces.includes(namespace)
      ? `namespace ${quoteGo(namespace)} is not allowed`
      : undefined;
  if (why) throw new Refusal(`loading ExtensionRef filter ${type}: ${why}`);
}

function extensionName(ref: ObjectRef | undefined): string {
  if (!ref) throw new Refusal('loading ExtensionRef filter ExtensionRef: filter extension ref undefined');
  const { group = '', kind = '', name } = ref;
  if (group === 'traefik.io' && kind === 'Middleware') return name;
  throw new Refusal(
    `loading ExtensionRef filter ExtensionRef: unsupported filter extension ref ${group}/${kind}/${name}`,
  );
}

const pairs = (list: HeaderFilter['set'] = []): { readonly [name: string]: string } =>
  Object.fromEntries(list.map(({ name, value }) => [name, value]));

const headerOptions = ({ set, add, remove = [] }: HeaderFilter = {}) => ({
  set: pairs(set),
  add: pairs(add),
  remove,
});

/** A path that is replaced, and the prefix that stands for it where only that is. */
function pathOptions(
  modifier: NonNullable<RouteFilter['urlRewrite']>['path'],
  matched: PathMatch,
): { readonly path?: string; readonly pathPrefix?: string } {
  if (modifier?.type === 'ReplaceFullPath') return { path: modifier.replaceFullPath ?? '' };
  if (modifier?.type !== 'ReplacePrefixMatch') return {};
  return { path: modifier.replacePrefixMatch ?? '', pathPrefix: matched.value ?? '/' };
}

/** Upstream: createRequestRedirect. */
function redirectOptions(filter: NonNullable<RouteFilter['requestRedirect']>, matched: PathMatch) {
  const { scheme, hostname, port, statusCode = 302 } = filter;
  const usual = scheme === 'http' || scheme === 'https' ? '' : undefined;
  const shown = port === undefined ? usual : String(port);
  return {
    ...(scheme === undefined ? {} : { scheme }),
    ...(hostname === undefined ? {} : { hostname }),
    ...(shown === undefined ? {} : { port: shown }),
    ...pathOptions(filter.path, matched),
    statusCode,
  };
}

/** Upstream: createURLRewrite. */
function rewriteOptions(filter: NonNullable<RouteFilter['urlRewrite']>, matched: PathMatch) {
  if (!filter.path && filter.hostname === undefined)
    throw new Refusal('invalid filter URLRewrite: empty configuration');
  return {
    ...(filter.hostname === undefined ? {} : { hostname: filter.hostname }),
    ...pathOptions(filter.path, matched),
  };
}
