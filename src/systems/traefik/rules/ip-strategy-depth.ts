import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { isJsonObject } from '../../../kube/json.ts';
import { exampleMiddleware, exampleTraefik } from '../rule-examples.ts';
import { gateSettings } from '../rule-gate-settings.ts';
import { middlewaresOf } from '../rule-objects.ts';

const lan = ['192.168.0.0/16'];

/** An allow list looks for the client in a header that Traefik takes away. */
export const ipStrategyDepth: ObjectsRule = {
  id: 'ip-strategy-depth',
  needs: 'objects',
  severity: 'warning',
  summary: 'An allow list reads the client from X-Forwarded-For, and no proxy is trusted to write it.',
  why: 'without trustedIPs an entry point takes X-Forwarded-For away (traefik pkg/middlewares/forwardedheaders/forwarded_header.go), and depth then finds no address (pkg/ip/strategy.go DepthStrategy): everyone is refused',
  check: (input) => {
    const settings = gateSettings(input);
    const points = settings?.flatMap(({ entryPoints }) => [...entryPoints.values()]);
    const trusts = points?.some(({ forwardedHeaders: { insecure, trustedIPs } }) => insecure || trustedIPs.length > 0);
    if (trusts !== false) return [];
    return middlewaresOf(input).flatMap(({ on, object }): readonly Problem[] =>
      ['ipAllowList', 'ipWhiteList'].flatMap((type): readonly Problem[] => {
        const options = object.spec?.[type];
        const strategy = isJsonObject(options) ? options.ipStrategy : undefined;
        const depth = isJsonObject(strategy) ? strategy.depth : undefined;
        if (typeof depth !== 'number' || depth <= 0) return [];
        return [
          {
            on,
            path: ['spec', type, 'ipStrategy', 'depth'],
            message: `it reads the client from X-Forwarded-For at depth ${depth}, and no entry point trusts a proxy: everyone is refused`,
            hint: 'leave ipStrategy out, or name the proxies in forwardedHeaders.trustedIPs of the entry points',
          },
        ];
      }),
    );
  },
  examples: {
    passing: [exampleTraefik, exampleMiddleware('lan', { ipAllowList: { sourceRange: lan } })],
    failing: [
      exampleTraefik,
      exampleMiddleware('lan', { ipAllowList: { sourceRange: lan, ipStrategy: { depth: 1 } } }),
    ],
  },
};
