import { createHash } from 'node:crypto';
import type { SourceRef } from '../model/dynamic-configuration.ts';
import { normalise } from '../model/go-text.ts';
import type { Attached } from './attach-routes.ts';

/** A rule of a route, as it is named in what is said of it. */
export const sourceOf = ({ route }: Pick<Attached<unknown>, 'route'>, rule: number): SourceRef => ({
  kind: route.kind,
  namespace: route.metadata.namespace ?? '',
  name: route.metadata.name,
  route: `rules[${rule}]`,
});

/** How a route comes to its entry point, for whoever reads of its router. */
export const viaOf = ({ route, gateway, listener }: Attached<unknown>): string =>
  `${route.kind} ${route.metadata.namespace}/${route.metadata.name} by listener ${listener.written.name} of Gateway ${gateway.metadata.namespace}/${gateway.metadata.name}`;

/** Name of the router of a rule, without provider. Upstream: pkg/provider/kubernetes/gateway/kubernetes.go makeRouterName. */
export function gatewayRouterName(
  { route, gateway, listener }: Attached<unknown>,
  index: number,
  rule: string,
): string {
  const own = [route.metadata, gateway.metadata].flatMap(({ namespace = '', name }) => [namespace, name]);
  const [namespace, name, gatewayNamespace, gatewayName] = own;
  const { entryPoint } = listener;
  const kind = route.kind.toLowerCase();
  const label = normalise(
    `${kind}-${namespace}-${name}-gw-${gatewayNamespace}-${gatewayName}-ep-${entryPoint}-${index}`,
  );
  const hash = createHash('sha256');
  for (const part of [...own, entryPoint, String(index)]) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return `${label}-${hash.update(rule).digest('hex').slice(0, 20)}`;
}
