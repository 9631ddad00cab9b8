import { providerOf } from '../model/dynamic-configuration.ts';
import { type OpenJson, printGoJson } from '../model/go-text.ts';
import type { Configuration } from '../model/runtime-configuration.ts';
import type { ApiContext, ApiResponse } from './contract.ts';
import { matchesSearch, matchesService, matchesStatus, paginate, readCriterion, sortBy } from './query.ts';
import {
  entryPointJson,
  middlewareJson,
  middlewareType,
  namedMiddlewareJson,
  namedRouterJson,
  namedServiceJson,
  routerJson,
  serviceJson,
  serviceType,
  usersOfMiddlewares,
  usersOfServices,
} from './representations.ts';

type Handler = (query: URLSearchParams, context: ApiContext, name: string) => ApiResponse;

const ok = (value: OpenJson | undefined, headers: ApiResponse['headers'] = []): ApiResponse => ({
  status: 200,
  headers: [['Content-Type', 'application/json'], ...headers],
  body: `${printGoJson(value)}\n`,
});

/** Upstream: pkg/api/handler.go writeError. */
const refuse = (status: number, message: string): ApiResponse => ({
  status,
  headers: [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['X-Content-Type-Options', 'nosniff'],
  ],
  body: `${printGoJson({ message })}\n`,
});

function page(query: URLSearchParams, items: readonly OpenJson[]): ApiResponse {
  const found = paginate(query, items.length);
  if ('problem' in found) return refuse(400, found.problem);
  return ok(items.slice(found.start, found.end), [['X-Next-Page', String(found.next)]]);
}

const one = (what: string, name: string, value: OpenJson | undefined): ApiResponse =>
  value === undefined ? refuse(404, `${what} not found: ${name}`) : ok(value);

const codenames: Readonly<Record<string, string>> = {
  '3.7': 'langres',
  '3.6': 'ramequin',
  '3.5': 'chabichou',
  '3.4': 'chaource',
  '3.3': 'saintnectaire',
  '3.2': 'munster',
  '3.1': 'comte',
  '3.0': 'beaufort',
};

const version: Handler = (_, { version: number, startedAt }) => ({
  status: 200,
  headers: [['Content-Type', 'application/json; charset=UTF-8']],
  body: printGoJson({
    Version: number || 'unknown',
    Codename: codenames[number.split('.').slice(0, 2).join('.')] ?? 'unknown',
    startDate: new Date(startedAt).toISOString(),
  }),
});

const section = (items: Iterable<{ readonly status: string }>): OpenJson => {
  const statuses = [...items].map(({ status }) => status);
  const count = (wanted: string): number => statuses.filter((status) => status === wanted).length;
  return { total: statuses.length, warnings: count('warning'), errors: count('disabled') };
};

/** Upstream: pkg/api/handler_overview.go. */
const overview: Handler = (_, { configuration, now }) => {
  const { routers, services, middlewares } = configuration;
  const none = section([]);
  const { kubernetesCrd, kubernetesIngress, prometheus, accessLog } = configuration.static;
  return ok({
    http: {
      routers: section(routers.values()),
      services: section(services.values()),
      middlewares: section(middlewares.values()),
    },
    tcp: { routers: none, services: none, middlewares: none },
    udp: { routers: none, services: none },
    certificates: certificatesSection(configuration, now),
    features: { tracing: '', metrics: prometheus ? 'Prometheus' : '', accessLog },
    providers: [...(kubernetesIngress ? ['KubernetesIngress'] : []), ...(kubernetesCrd ? ['KubernetesCRD'] : [])],
  });
};

const warnBefore = 30 * 24 * 60 * 60 * 1000;

function certificatesSection(
  { certificates: { certificates, defaultCertificate } }: Configuration,
  now: number,
): OpenJson {
  const all = new Map(
    [...certificates, ...(defaultCertificate ? [defaultCertificate] : [])].map((item) => [
      item.fingerprint,
      Date.parse(item.notAfter),
    ]),
  );
  const ends = [...all.values()];
  const expired = ends.filter((end) => end < now).length;
  return {
    total: ends.length,
    warnings: ends.filter((end) => end >= now && end < now + warnBefore).length,
    errors: expired,
  };
}

/** Upstream: pkg/api/handler.go getRuntimeConfiguration. */
const rawData: Handler = (_, { configuration }) => {
  const ofServices = usersOfServices(configuration);
  const ofMiddlewares = usersOfMiddlewares(configuration);
  const all = <T>(items: ReadonlyMap<string, T>, print: (item: T, name: string) => OpenJson): OpenJson | undefined =>
    items.size === 0 ? undefined : Object.fromEntries([...items].map(([name, item]) => [name, print(item, name)]));
  return ok({
    routers: all(configuration.routers, routerJson),
    middlewares: all(
      configuration.middlewares,
      (info, name) => middlewareJson(info, ofMiddlewares.get(name)) as OpenJson,
    ),
    services: all(configuration.services, (info, name) => serviceJson(info, ofServices.get(name)) as OpenJson),
  });
};

const entryPoints: Handler = (query, { configuration }) =>
  page(
    query,
    sortBy(new URLSearchParams(), [...configuration.static.entryPoints.values()], ({ name }) => name, {}).map(
      (item) => entryPointJson(item) as OpenJson,
    ),
  );

const routers: Handler = (query, { configuration }) => {
  const criterion = readCriterion(query);
  const kept = [...configuration.routers.values()].filter(
    ({ name, config, status }) =>
      matchesStatus(criterion, status) &&
      matchesSearch(criterion, config.rule, name) &&
      matchesService(criterion, config.service) &&
      (criterion.middlewareName === '' || config.middlewares.includes(criterion.middlewareName)),
  );
  const ordered = sortBy(query, kept, ({ name }) => name, {
    provider: ({ name }) => providerOf(name),
    priority: ({ priority }) => priority,
    status: ({ status }) => status,
    rule: ({ config }) => config.rule,
    service: ({ config }) => config.service,
    entryPoints: ({ config }) => config.entryPoints.length,
  });
  return page(
    query,
    ordered.map((info) => namedRouterJson(info) as OpenJson),
  );
};

const services: Handler = (query, { configuration }) => {
  const criterion = readCriterion(query);
  const users = usersOfServices(configuration);
  const kept = [...configuration.services.values()].filter(
    ({ name, status }) => matchesStatus(criterion, status) && matchesSearch(criterion, name),
  );
  const ordered = sortBy(query, kept, ({ name }) => name, {
    type: (info) => serviceType(info) ?? '',
    servers: ({ config }) => config.loadBalancer?.servers.length ?? 0,
    provider: ({ name }) => providerOf(name),
    status: ({ status }) => status,
  });
  return page(
    query,
    ordered.map((info) => namedServiceJson(info, users.get(info.name)) as OpenJson),
  );
};

const middlewares: Handler = (query, { configuration }) => {
  const criterion = readCriterion(query);
  const users = usersOfMiddlewares(configuration);
  const kept = [...configuration.middlewares.values()].filter(
    ({ name, status }) => matchesStatus(criterion, status) && matchesSearch(criterion, name),
  );
  const ordered = sortBy(query, kept, ({ name }) => name, {
    type: middlewareType,
    provider: ({ name }) => providerOf(name),
    status: ({ status }) => status,
  });
  return page(
    query,
    ordered.map((info) => namedMiddlewareJson(info, users.get(info.name)) as OpenJson),
  );
};

const empty: Handler = (query) => page(query, []);

const lists: Readonly<Record<string, Handler>> = {
  '/api/version': version,
  '/api/overview': overview,
  '/api/rawdata': rawData,
  '/api/entrypoints': entryPoints,
  '/api/http/routers': routers,
  '/api/http/services': services,
  '/api/http/middlewares': middlewares,
  '/api/tcp/routers': empty,
  '/api/tcp/services': empty,
  '/api/tcp/middlewares': empty,
  '/api/udp/routers': empty,
  '/api/udp/services': empty,
};

const items: Readonly<Record<string, Handler>> = {
  '/api/entrypoints': (_, { configuration }, name) => {
    const found = configuration.static.entryPoints.get(name);
    return one('entry point', name, found && (entryPointJson(found) as OpenJson));
  },
  '/api/http/routers': (_, { configuration }, name) => {
    const found = configuration.routers.get(name);
    return one('router', name, found && (namedRouterJson(found) as OpenJson));
  },
  '/api/http/services': (_, { configuration }, name) => {
    const found = configuration.services.get(name);
    return one(
      'service',
      name,
      found && (namedServiceJson(found, usersOfServices(configuration).get(name)) as OpenJson),
    );
  },
  '/api/http/middlewares': (_, { configuration }, name) => {
    const found = configuration.middlewares.get(name);
    return one(
      'middleware',
      name,
      found && (namedMiddlewareJson(found, usersOfMiddlewares(configuration).get(name)) as OpenJson),
    );
  },
  '/api/tcp/routers': (_, __, name) => refuse(404, `router not found: ${name}`),
  '/api/tcp/services': (_, __, name) => refuse(404, `service not found: ${name}`),
  '/api/tcp/middlewares': (_, __, name) => refuse(404, `middleware not found: ${name}`),
  '/api/udp/routers': (_, __, name) => refuse(404, `router not found: ${name}`),
  '/api/udp/services': (_, __, name) => refuse(404, `service not found: ${name}`),
};

/** The answer of an endpoint of Traefik's API (GET); undefined when there is no such endpoint. Upstream: pkg/api/handler*.go. */
export function apiResponse(path: string, query: URLSearchParams, context: ApiContext): ApiResponse | undefined {
  const list = lists[path];
  if (list) return list(query, context, '');
  const cut = path.lastIndexOf('/');
  const item = items[path.slice(0, cut)];
  const escaped = path.slice(cut + 1);
  if (!item || escaped === '') return undefined;
  try {
    return item(query, context, decodeURIComponent(escaped));
  } catch {
    return refuse(400, `unable to decode ${escaped}`);
  }
}
