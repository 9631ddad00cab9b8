import type { GateProblem } from '../../../check/observed.ts';
import { compareText } from '../../../core/finding.ts';
import { middlewareModels } from '../middlewares/index.ts';
import type { Diagnostic, SourceRef } from '../model/dynamic-configuration.ts';
import { normalise } from '../model/go-text.ts';
import type { Configuration, MiddlewareInfo, RouterInfo } from '../model/runtime-configuration.ts';
import type { TraefikObjects } from '../read-objects.ts';
import { codeOf, explainCode } from './problem-words.ts';

const printSource = ({ kind, namespace, name }: SourceRef): string => `${kind}/${namespace}/${name}`;

/** Id of the route an object writes, as `writtenRoute` makes it; undefined for an object as a whole. */
const idOf = (source: SourceRef): string | undefined =>
  source.route === undefined ? undefined : `${printSource(source)} ${source.route}`;

/** Something wrong, before what only follows from it is put to it. */
interface Trouble {
  readonly level: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly source?: SourceRef;
  readonly routes: readonly string[];
}

/**
 * Every error and warning of what Traefik makes of the objects, each at the object that shows it and once: what providers log while they
 * read, and what becomes of routers, services and middlewares.
 * Upstream: the providers' logs; pkg/config/runtime/runtime_http.go.
 */
export function gateProblems(configuration: Configuration, objects: TraefikObjects): readonly GateProblem[] {
  const routers = [...configuration.routers.values()].filter((info) => !isOfVersion2(configuration, info));
  const reading = configuration.diagnostics.map((each) => ofDiagnostic(each, routers));
  const building = [...configuration.middlewares.values()].flatMap((info) => ofMiddleware(info, routers));
  const routing = routers.flatMap((info) => ofRouter(info, [...reading, ...building]));
  const known = [...reading, ...building].map((trouble) => ({
    ...trouble,
    routes: [...trouble.routes, ...routing.filter(({ cause }) => cause === trouble).flatMap(({ routes }) => routes)],
  }));
  const own = routing.filter(({ cause }) => cause === undefined);
  const found = [...known, ...own].map((trouble) => toProblem(trouble, configuration));
  return [...ofSettings(configuration), ...gather([...found, ...ofStreams(configuration)]), ...ofObjects(objects)];
}

/** What becomes of routers of TCP and UDP, and of their middlewares. */
function ofStreams(configuration: Configuration): readonly GateProblem[] {
  const { tcpRouters, udpRouters, tcpMiddlewares } = configuration.streams;
  const routers = [...tcpRouters.values(), ...udpRouters.values()];
  // A Service that was not read is told where it was read.
  const isTold = (message: string, { config }: (typeof routers)[number]): boolean =>
    / service ".*" does not exist$/.test(message) &&
    configuration.diagnostics.some(({ object }) => object !== undefined && idOf(object) === idOf(config.source));
  const middlewares = [...tcpMiddlewares.values()].flatMap(({ errors, source }) =>
    [...new Set(errors)].map((message): Trouble => {
      const routes = routers
        .filter((router) => router.errors.includes(message))
        .flatMap(({ config }) => idOf(config.source) ?? []);
      return { level: 'error', message, source, routes };
    }),
  );
  const own = routers.flatMap((info) =>
    info.errors
      .filter((message) => info.errors.length === 1 || message !== 'no valid entryPoint for this router')
      .filter((message) => !isTold(message, info) && !middlewares.some((trouble) => trouble.message === message))
      .map((message): Trouble => {
        const lost = info.status === 'disabled' ? [idOf(info.config.source) ?? ''] : [];
        return {
          level: info.status === 'disabled' ? 'error' : 'warning',
          message,
          source: info.config.source,
          routes: lost,
        };
      }),
  );
  return [...middlewares, ...own].map((trouble) => toProblem(trouble, configuration));
}

/** Rules in the syntax of version 2 are not read here, so what is said of them means nothing. */
const isOfVersion2 = ({ static: { defaultRuleSyntax } }: Configuration, { config }: RouterInfo): boolean =>
  (config.ruleSyntax || defaultRuleSyntax) === 'v2';

function ofDiagnostic({ level, message, object, about }: Diagnostic, routers: readonly RouterInfo[]): Trouble {
  const own = object && idOf(object);
  const lost = own === undefined ? [] : [own];
  const routes = object?.kind === 'IngressRoute' && own === undefined ? routesOf(object, routers) : lost;
  // What only says that something is old still works.
  const said = about === 'deprecated' ? 'info' : level;
  return { level: said, message, routes, ...(object ? { source: object } : {}) };
}

/** Ids of all routes that routers were made of, of one object. */
const routesOf = (object: SourceRef, routers: readonly RouterInfo[]): readonly string[] =>
  routers.flatMap(({ config: { source } }) =>
    source && printSource(source) === printSource(object) ? (idOf(source) ?? []) : [],
  );

/** A middleware nobody uses harms nobody; it is built for those that use it only. */
function ofMiddleware({ name, errors, config }: MiddlewareInfo, routers: readonly RouterInfo[]): readonly Trouble[] {
  return errors.map((message) => ({
    level: 'error',
    message,
    routes: routers
      .filter((router) => router.errors.includes(message))
      .flatMap(({ config: { source } }) => (source && idOf(source)) ?? []),
    source: config.source ?? { kind: 'Middleware', namespace: '', name },
  }));
}

interface RouterTrouble extends Trouble {
  /** What it only follows from. */
  readonly cause?: Trouble;
}

const missingMiddleware = /^middleware "([^"]+)@kubernetescrd" does not exist$/;

function ofRouter({ config, errors, status }: RouterInfo, before: readonly Trouble[]): readonly RouterTrouble[] {
  const { source } = config;
  const id = source && idOf(source);
  // Both are said of a router without any entry point that is there; the first tells more.
  const told = errors.filter((message) => errors.length === 1 || message !== 'no valid entryPoint for this router');
  return told.map((message) => {
    const [, missing] = missingMiddleware.exec(message) ?? [];
    const cause = before.find(
      (trouble) =>
        (trouble.message === message && trouble.source?.kind === 'Middleware') ||
        (missing !== undefined &&
          trouble.source?.kind === 'Middleware' &&
          normalise(`${trouble.source.namespace}-${trouble.source.name}`) === missing),
    );
    const lost = status === 'disabled' && id !== undefined ? [id] : [];
    return { level: status === 'disabled' ? 'error' : 'warning', message, routes: lost, source, cause };
  });
}

function toProblem({ level, message, source, routes }: Trouble, configuration: Configuration): GateProblem {
  const code = codeOf(message, source);
  const unused = source?.kind === 'Middleware' && routes.length === 0;
  const severity = unused && level === 'error' ? 'warning' : level;
  const object = source && source.namespace !== '' ? { object: printSource(source) } : {};
  const at = source && idOf(source);
  return {
    code,
    severity,
    ...object,
    ...(at !== undefined && { at }),
    message,
    ...explainCode(code, message, configuration),
    routes,
  };
}

/** What Traefik does not say of middlewares, and is wrong all the same. */
const ofObjects = (objects: TraefikObjects): readonly GateProblem[] =>
  objects.middlewares.flatMap((object) =>
    Object.keys(object.spec ?? {}).flatMap((type) => middlewareModels.get(type)?.problems?.(object, objects) ?? []),
  );

function ofSettings({ static: { problems } }: Configuration): readonly GateProblem[] {
  return problems.map((message) => ({
    code: 'traefik-does-not-start',
    severity: 'error',
    message,
    why: 'Traefik ends at a flag it does not know (traefik cmd/traefik/traefik.go)',
    hint: 'mend the argument; additionalArguments of the chart are passed on as they are',
    routes: [],
  }));
}

/** The same said of several routers of one object, e.g. its copies on each entry point, is said once. */
function gather(problems: readonly GateProblem[]): readonly GateProblem[] {
  const gathered = new Map<string, GateProblem>();
  for (const problem of problems) {
    const key = [problem.code, problem.object, problem.message].join('\0');
    const known = gathered.get(key);
    const routes = [...new Set([...(known?.routes ?? []), ...problem.routes])].sort(compareText);
    const { at, ...whole } = known?.severity === 'error' ? known : problem;
    const same = at !== undefined && (!known || known.at === problem.at);
    gathered.set(key, { ...whole, ...(same && { at }), routes });
  }
  return [...gathered.values()];
}
