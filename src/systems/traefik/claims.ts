import type { Claim } from '../system.ts';
import { middlewareModels } from './middlewares/index.ts';

const here = 'src/systems/traefik';

/** A line for each type of middleware. */
const middlewareClaims = (): readonly Claim[] =>
  [...middlewareModels.values()].map(({ type, does, source, notModelled }) => ({
    behaviour: `Middleware ${type}: ${does}`,
    upstream: source,
    tested: `${here}/middlewares/middlewares.test.ts`,
    ...(notModelled === undefined ? {} : { notModelled }),
  }));

export const traefikClaims: readonly Claim[] = [
  {
    behaviour: 'Rule language: Go lexis, four spellings of matchers, error texts, De Morgan',
    upstream: 'pkg/rules/parser.go, pkg/muxer/http/{mux,parser}.go, vulcand/predicate parse.go, go/parser',
    tested: `${here}/matching/router-rule.test.ts`,
    notModelled: 'the v2 rule syntax; wording for Go type expressions, which are refused either way',
  },
  {
    behaviour: 'Matchers, canonical host, normalised path',
    upstream: 'pkg/muxer/http/matcher.go, pkg/muxer/muxer.go, pkg/server/server_entrypoint_tcp.go',
    tested: `${here}/matching/router-rule.test.ts`,
    notModelled: 'CNAME flattening; encoded characters refused by an entry point',
  },
  {
    behaviour: 'Priorities of 64 bits, order of providers, ties reported as a set',
    upstream: 'pkg/muxer/http/mux.go, pkg/server/router/router.go',
    tested: `${here}/decision/decide.test.ts`,
  },
  {
    behaviour: 'Ingress: classes, rule texts, names and collisions, default backend, endpoints, annotations, errors',
    upstream: 'pkg/provider/kubernetes/ingress/{kubernetes,annotations,client}.go',
    tested: `${here}/providers/ingress.test.ts`,
    notModelled: 'the ingress-nginx provider',
  },
  {
    behaviour: 'Address of an Ingress from the published Service',
    upstream: 'pkg/provider/kubernetes/ingress/kubernetes.go updateIngressStatus',
    tested: `${here}/controllers.test.ts`,
    notModelled: 'reportNodeInternalIPs',
  },
  {
    behaviour:
      'IngressRoute, Middleware, TraefikService, TLSOption, TLSStore, ServersTransport: names, references, errors',
    upstream: 'pkg/provider/kubernetes/crd/{kubernetes,kubernetes_http}.go',
    tested: `${here}/providers/ingress-route.test.ts`,
    notModelled: 'a provider that waits for missing CRDs or rights',
  },
  {
    behaviour:
      'Static configuration from arguments, default entry points, internal routers, redirections, models, status of routers',
    upstream: 'pkg/config/static, pkg/provider/traefik/internal.go, pkg/server/aggregator.go, pkg/config/runtime',
    tested: `${here}/model/build-configuration.test.ts`,
    notModelled:
      'configuration files, environment variables, other providers; observability settings of an entry point',
  },
  {
    behaviour: 'Certificate of a handshake, default certificate, TLS options by host, conflicts, strict SNI, 421',
    upstream: 'pkg/tls/{certificate_store,tlsmanager}.go, pkg/server/router/tcp/manager.go, pkg/middlewares/snicheck',
    tested: `${here}/tls/certificates.test.ts`,
    notModelled: 'ACME certificates of Traefik itself, client certificates, cipher suites, OCSP',
  },
  {
    behaviour: 'Middlewares: names, chains unrolled in place, circles, two types in one object, whose error is shown',
    upstream: 'pkg/server/middleware/middlewares.go',
    tested: `${here}/middlewares/kit/build-chain.test.ts`,
  },
  ...middlewareClaims(),
  {
    behaviour: 'The gate: HTTP, HTTPS and HTTP/2 on one port, forwarded headers, round robin, WebSocket, 404, 502, 503',
    upstream:
      'pkg/server/server_entrypoint_tcp.go, pkg/proxy/httputil/proxy.go, pkg/server/service/loadbalancer/wrr/wrr.go',
    tested: `${here}/gate/traefik-server.test.ts`,
    notModelled: 'sticky cookies, health checks, mirrored requests, HTTP/3, h2c to servers',
  },
  {
    behaviour:
      'Every route is promised, not known or lost; errors and warnings of the runtime configuration, each once and at its object',
    upstream: 'pkg/config/runtime/runtime_http.go, pkg/server/router/router.go, the logs of both Kubernetes providers',
    tested: `${here}/promises/read-promises.test.ts, ${here}/gate/problems.test.ts`,
    notModelled: 'rules in the syntax of version 2: their routes are said to be not known',
  },
  {
    behaviour:
      'The Gateway API: classes, listeners and their entry points, attachment by name, port, kind and namespace, shared hostnames, precedence, filters, weights, ReferenceGrants, certificates, routes of HTTP, gRPC, TLS and TCP, and the conditions of each object in upstream’s words',
    upstream: 'pkg/provider/kubernetes/gateway, pkg/middlewares/gatewayapi',
    tested: `${here}/gateway/gateway.test.ts, ${here}/controllers.test.ts`,
    notModelled:
      'CA certificates and conditions of BackendTLSPolicies, expectations for gRPC and for streams of the Gateway API, providers before 3.7 where they differ',
  },
  {
    behaviour:
      'Routes of TCP: HostSNI, HostSNIRegexp, ALPN, ClientIP, priorities, TLS ended or passed through, ipAllowList and inFlightConn; before, between and after those of HTTP on one entry point',
    upstream:
      'pkg/muxer/tcp, pkg/server/router/tcp, pkg/server/service/tcp, pkg/middlewares/tcp, pkg/provider/kubernetes/crd/kubernetes_tcp.go',
    tested: `${here}/streams/streams.test.ts, ${here}/gate/stream-gate.test.ts, src/app/up-small-labs.test.ts`,
    notModelled:
      'STARTTLS of PostgreSQL, the header of the PROXY protocol (servers are taken to read it), connections that are open when inFlightConn decides in a trace',
  },
  {
    behaviour: 'Routes of UDP: one router an entry point, the last by name; a client keeps its server',
    upstream:
      'pkg/server/router/udp/router.go, pkg/server/service/udp, pkg/udp, pkg/provider/kubernetes/crd/kubernetes_udp.go',
    tested: `${here}/streams/streams.test.ts, src/app/up-small-labs.test.ts`,
    notModelled: 'the time after which a silent client is forgotten',
  },
  {
    behaviour:
      "Traefik's API: version, overview, entry points, raw data, routers, services, middlewares, with pages, search and sorting",
    upstream: 'pkg/api/*.go',
    tested: `${here}/api/answer-api.test.ts`,
    notModelled: "the dashboard's own web pages, /api/certificates, /debug, support dumps",
  },
];
