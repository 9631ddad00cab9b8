import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import { groupOf, type Json, printRef, type UnknownObject } from '../../kube/object.ts';
import type { RouteOutlook } from '../../systems/outlook.ts';

const listOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
const mapOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
const textOf = (value: Json | undefined): string => (value === undefined || value === null ? '' : String(value));

const unknown = { unknown: 'what serves it is not modelled', logins: [], guards: '' } as const;

/** Routes as Ingresses and the Gateway API write them, whoever serves them: of entries that are not modelled nothing more is known. */
export const writtenRoutes = (objects: readonly UnknownObject[]): readonly RouteOutlook[] =>
  objects.flatMap((object) => {
    const group = groupOf(object.apiVersion);
    if (group === 'networking.k8s.io' && object.kind === 'Ingress') return ofIngress(object);
    return group === 'gateway.networking.k8s.io' && object.kind.endsWith('Route') ? ofRoute(object) : [];
  });

function ofIngress(object: UnknownObject): readonly RouteOutlook[] {
  const spec = mapOf(object.spec as Json);
  const secured = listOf(spec.tls).flatMap(({ hosts }) => (Array.isArray(hosts) ? hosts : []));
  const entryPoint = `class ${textOf(spec.ingressClassName) || 'by default'}`;
  return listOf(spec.rules).flatMap((rule) =>
    listOf(mapOf(rule.http).paths).map(({ path, pathType, backend }): RouteOutlook => {
      const { name, port } = mapOf(mapOf(backend).service);
      const { number, name: named } = mapOf(port);
      const start = textOf(path) || '/';
      const where = pathType === 'Exact' ? start : start === '/' ? '' : `${start}*`;
      const host = textOf(rule.host) || '*';
      return {
        ...{ object: printRef(object), host, where, entryPoint, tls: secured.includes(host), access: unknown },
        leadsTo: `${object.metadata.namespace ?? ''}/${textOf(name)}:${textOf(number ?? named)}`,
      };
    }),
  );
}

function ofRoute(object: UnknownObject): readonly RouteOutlook[] {
  const spec = mapOf(object.spec as Json);
  const own = object.metadata.namespace ?? '';
  const parents = listOf(spec.parentRefs).map(
    ({ namespace, name, sectionName }) =>
      `${textOf(namespace) || own}/${textOf(name)}${sectionName === undefined ? '' : ` ${textOf(sectionName)}`}`,
  );
  const hosts = Array.isArray(spec.hostnames) && spec.hostnames.length > 0 ? spec.hostnames.map(String) : ['*'];
  const entryPoint = parents.sort().join(', ');
  const common = { object: printRef(object), entryPoint, tls: false, access: unknown };
  return hosts.flatMap((host) =>
    listOf(spec.rules).flatMap((rule) => {
      const leadsTo = leadsOf(rule, own);
      const asked = listOf(rule.matches).map(printMatch);
      return (asked.length > 0 ? asked : ['']).map((where) => ({ ...common, host, where, leadsTo }));
    }),
  );
}

function leadsOf(rule: JsonObject, own: string): string {
  const backends = listOf(rule.backendRefs).map(
    ({ namespace, name, port, weight }) =>
      `${textOf(namespace) || own}/${textOf(name)}${port === undefined ? '' : `:${textOf(port)}`}${weight === undefined || weight === 1 ? '' : ` by ${textOf(weight)}`}`,
  );
  const filters = listOf(rule.filters).map(({ type }) => textOf(type));
  return [...filters, ...backends].join(', ') || 'nowhere';
}

function printMatch({ path, ...more }: JsonObject): string {
  const { type = 'PathPrefix', value = '/' } = mapOf(path);
  const start = textOf(value);
  const where =
    type === 'Exact' ? start : type === 'PathPrefix' ? (start === '/' ? '' : `${start}*`) : `${textOf(type)} ${start}`;
  const rest = Object.keys(more).length === 0 ? '' : JSON.stringify(more);
  return [where, rest].filter((part) => part !== '').join(' ');
}
