import {
  type DynamicConfiguration,
  type DynamicDraft,
  emptyDraft,
  type RouterConfig,
} from '../model/dynamic-configuration.ts';
import { normalise } from '../model/go-text.ts';
import { type EntryPoint, maxInt, type StaticConfiguration } from '../model/static-configuration.ts';

/** Provider name of what Traefik makes by itself. */
export const internalProvider = 'internal';

const internalRouter = (
  entryPoint: string | readonly string[],
  rule: string,
  service: string,
  priority: bigint,
): RouterConfig => ({
  entryPoints: typeof entryPoint === 'string' ? [entryPoint] : entryPoint,
  middlewares: [],
  service,
  rule,
  ruleSyntax: 'default',
  priority,
});

/** Routers, services and models that follow from the static configuration alone. Upstream: pkg/provider/traefik/internal.go. */
export function loadInternal(configuration: StaticConfiguration): DynamicConfiguration {
  const draft = emptyDraft(internalProvider);
  addApi(draft, configuration);
  for (const [name, path, settings] of [
    ['ping', '/ping', configuration.ping],
    ['prometheus', '/metrics', configuration.prometheus],
  ] as const) {
    if (!settings) continue;
    if (!settings.manualRouting)
      draft.routers.set(
        name,
        internalRouter(settings.entryPoint, `PathPrefix(\`${path}\`)`, `${name}@internal`, maxInt),
      );
    draft.services.set(name, {});
  }
  for (const entryPoint of configuration.entryPoints.values()) addModel(draft, entryPoint);
  for (const entryPoint of configuration.entryPoints.values()) addRedirection(draft, configuration, entryPoint);
  addAcme(draft, configuration);
  draft.services.set('noop', {});
  return draft;
}

function addApi(draft: DynamicDraft, { api }: StaticConfiguration): void {
  if (!api) return;
  const add = (name: string, path: string, service: string, priority: bigint): void => {
    draft.routers.set(name, internalRouter('traefik', `PathPrefix(\`${path}\`)`, service, priority));
  };
  if (api.insecure) {
    add('api', '/api', 'api@internal', maxInt - 1n);
    if (api.dashboard) addInsecureDashboard(draft);
    if (api.debug) add('debug', '/debug', 'api@internal', maxInt - 1n);
  }
  draft.services.set('api', {});
  if (api.dashboard) draft.services.set('dashboard', {});
}

function addInsecureDashboard(draft: DynamicDraft): void {
  const router = internalRouter('traefik', 'PathPrefix(`/`)', 'dashboard@internal', maxInt - 2n);
  draft.routers.set('dashboard', {
    ...router,
    middlewares: ['dashboard_redirect@internal', 'dashboard_stripprefix@internal'],
  });
  const redirectRegex = {
    regex: String.raw`^(http:\/\/(\[[\w:.]+\]|[\w\._-]+)(:\d+)?)\/$`,
    replacement: `\${1}/dashboard/`,
    permanent: true,
  };
  draft.middlewares.set('dashboard_redirect', { types: new Map([['redirectRegex', redirectRegex]]) });
  const stripPrefix = { prefixes: ['/dashboard/', '/dashboard'] };
  draft.middlewares.set('dashboard_stripprefix', { types: new Map([['stripPrefix', stripPrefix]]) });
}

/** Upstream: entryPointModels: every entry point has observability defaults, hence a model. */
function addModel(draft: DynamicDraft, { name, middlewares, tls }: EntryPoint): void {
  if (middlewares.length === 0 && !tls) return;
  draft.models.set(name, { middlewares, ...(tls ? { tls } : {}) });
}

function addRedirection(
  draft: DynamicDraft,
  configuration: StaticConfiguration,
  { name, redirection, allowAcmeByPass }: EntryPoint,
): void {
  if (!redirection) return;
  if (redirection.to === '') {
    draft.diagnostics.push({
      level: 'error',
      message: 'Unable to create redirection: the entry point or the port is missing',
    });
    return;
  }
  const target = configuration.entryPoints.get(redirection.to);
  const port = /^:(\d+)$/.exec(redirection.to)?.[1] ?? target?.port.toString();
  if (port === undefined) {
    draft.diagnostics.push({
      level: 'error',
      message: `'to' entry point field references a non-existing entry point: ${redirection.to}`,
    });
    return;
  }
  const id = normalise(`${name}-to-${redirection.to}`);
  const rule = allowAcmeByPass
    ? 'HostRegexp(`^.+$`) && !PathPrefix(`/.well-known/acme-challenge/`)'
    : 'HostRegexp(`^.+$`)';
  draft.routers.set(id, {
    ...internalRouter(name, rule, 'noop@internal', redirection.priority),
    middlewares: [`redirect-${id}`],
  });
  const redirectScheme = { scheme: redirection.scheme, port, permanent: redirection.permanent };
  draft.middlewares.set(`redirect-${id}`, { types: new Map([['redirectScheme', redirectScheme]]) });
}

function addAcme(draft: DynamicDraft, { certificatesResolvers, entryPoints }: StaticConfiguration): void {
  const challenged = new Set([...certificatesResolvers.values()].flatMap(({ httpChallenge }) => httpChallenge ?? []));
  const [passed, kept] = [true, false].map((bypass) =>
    [...challenged].filter((name) => (entryPoints.get(name)?.allowAcmeByPass ?? false) === bypass),
  );
  const router = (names: readonly string[], priority: bigint): RouterConfig =>
    internalRouter(names, 'PathPrefix(`/.well-known/acme-challenge/`)', 'acme-http@internal', priority);
  if (kept!.length > 0) draft.routers.set('acme-http', router(kept!, maxInt));
  if (passed!.length > 0) {
    const { ruleSyntax: _, ...plain } = router(passed!, 0n);
    draft.routers.set('acme-http-bypass', plain);
  }
  if (challenged.size > 0) draft.services.set('acme-http', {});
}
