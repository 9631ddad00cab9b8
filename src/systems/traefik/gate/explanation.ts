import type { GateProblem } from '../../../check/observed.ts';
import type { Hop } from '../../../cluster/network.ts';
import type { Decision } from '../decision/decision.ts';
import type { Configuration, RouterInfo } from '../model/runtime-configuration.ts';

/** The upstream rule behind it. */
export const routeOutrankedWhy =
  'the router with the greatest priority wins, and without one of its own a router has the length of its rule (traefik pkg/muxer/http/mux.go GetRulePriority)';

/** The upstream rule behind it. */
export const routeWithoutTlsWhy =
  'routers with and without TLS never see each other’s requests on one entry point (traefik pkg/server/router/router.go BuildHandlers)';

const sniStrictRule =
  'with sniStrict a client is served with a certificate for the host it names or not at all; the default one does not count';

/** The upstream rule behind it. */
export const handshakeRefusedWhy = `${sniStrictRule} (traefik pkg/tls/tlsmanager.go)`;

type Explanation = Pick<GateProblem, 'code' | 'message' | 'why' | 'hint'>;

/** Why a request that a route of `object` was to get goes another way; undefined when it does not, or nothing says why. */
export function explainDecision(
  configuration: Configuration,
  { outcome, hops }: Decision,
  object: string,
  tls: boolean,
): Explanation | undefined {
  if (object === '') return undefined;
  const own = [...configuration.routers.values()].filter((info) => sourceOf(info) === object);
  const winner = outcome.router === undefined ? undefined : configuration.routers.get(outcome.router);
  if (winner && sourceOf(winner) !== object && own.length > 0) return outranked(winner, own);
  const plain = own.find(({ config, status }) => tls && status !== 'disabled' && !config.tls);
  if (outcome.router === undefined && plain) return withoutTls(plain);
  const closed = hops.find(({ at, decision }) => at === 'certificate' && decision === 'connection closed');
  if (closed) return withoutCertificate(closed);
  const last = hops.findLast(({ at }) => at === 'router' || at === 'certificate' || at === 'middleware');
  return outcome.router === undefined && last
    ? {
        code: 'promise-broken',
        message: last.reason,
        why: `traefik ${last.source}`,
        hint: 'mend what the message names',
      }
    : undefined;
}

const sourceOf = ({ config: { source } }: RouterInfo): string =>
  source ? `${source.kind}/${source.namespace}/${source.name}` : '';

function outranked(winner: RouterInfo, own: readonly RouterInfo[]): Explanation {
  const [best] = [...own].sort((a, b) => (a.priority < b.priority ? 1 : -1));
  const other = sourceOf(winner) || winner.name;
  const equal = best?.priority === winner.priority;
  return {
    code: 'route-outranked',
    message: equal
      ? `the route of ${other} has the same priority ${winner.priority}, and which one wins is left open`
      : `the route of ${other} takes it: its rule ${winner.config.rule} has priority ${winner.priority}, this one ${best?.priority ?? 0n}`,
    why: routeOutrankedWhy,
    hint: `give ${other} a lower priority, e.g. 1, or this route a higher one`,
  };
}

const withoutTls = ({ config }: RouterInfo): Explanation => ({
  code: 'route-without-tls',
  message: `the route has no TLS, so it answers plain HTTP only, and clients of port 443 speak HTTPS (rule ${config.rule})`,
  why: routeWithoutTlsWhy,
  hint: 'give the route `tls: {}`, or the entry point http.tls.enabled: true in the Traefik values',
});

const withoutCertificate = ({ reason, source }: Hop): Explanation => ({
  code: 'handshake-refused',
  message: reason,
  why: `${sniStrictRule} (traefik ${source})`,
  hint: 'name the Secret of a certificate for the host in the tls of a route or in certificates of the TLSStore, or set sniStrict: false',
});
