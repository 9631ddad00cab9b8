import type { GateProblem } from '../../../check/observed.ts';
import type { Configuration } from '../model/runtime-configuration.ts';
import type { StreamDecision } from '../streams/decide-stream.ts';

type Explanation = Pick<GateProblem, 'code' | 'message' | 'why' | 'hint'>;

/** The upstream rule behind it. */
export const streamTakesHttpWhy =
  'on an entry point a router of TCP in clear gets a connection before any HTTP is read (traefik pkg/server/router/tcp/router.go ServeTCP)';

const outrankedWhy =
  'of routers of TCP that match the one with the greatest priority wins, HostSNI(`*`) last (traefik pkg/muxer/tcp/mux.go GetRulePriority)';

const sourceOf = ({ source }: StreamDecision): string =>
  source ? `${source.kind}/${source.namespace}/${source.name}` : '';

/** Why a request of HTTP that `object` was to get went to a router of TCP; undefined where it did not. */
export function explainTakenHttp(taken: StreamDecision | undefined, object: string): Explanation | undefined {
  if (!taken || object === '' || sourceOf(taken) === object) return undefined;
  return {
    code: 'stream-takes-http',
    message: `the route of ${sourceOf(taken)} takes all that comes in there before any HTTP is read`,
    why: streamTakesHttpWhy,
    hint: 'give the route of TCP an entry point of its own, or a HostSNI with TLS',
  };
}

/** Why a connection that a route of `object` was to get went another way; undefined where nothing says why. */
export function explainStream(
  { streams }: Configuration,
  decision: StreamDecision | undefined,
  object: string,
): Explanation | undefined {
  if (!decision)
    return {
      code: 'route-outranked',
      message:
        'it is read as HTTP: a router of HTTPS is there for the same host, or for all hosts, or no route of TCP takes it',
      why: 'a router of HTTPS for the host comes before those of TCP (traefik pkg/server/router/tcp/router.go ServeTCP)',
      hint: 'give one of both an entry point or a host of its own',
    };
  if (decision.router !== '' && sourceOf(decision) !== object) {
    const winner = streams.tcpRouters.get(decision.router);
    const which = winner ? `: its rule ${winner.config.rule} has priority ${winner.priority}` : '';
    return {
      code: 'route-outranked',
      message: `the route of ${sourceOf(decision)} takes it${which}`,
      why: outrankedWhy,
      hint: 'give one of both another priority, host or entry point',
    };
  }
  const last = decision.hops.at(-1);
  return (
    last && {
      code: 'promise-broken',
      message: last.reason,
      why: `traefik ${last.source}`,
      hint: 'mend what the message names',
    }
  );
}
