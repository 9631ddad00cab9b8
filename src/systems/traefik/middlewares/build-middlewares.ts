import { messageOf } from '../../../core/errors.ts';
import { answer, type CompiledMiddleware, next } from '../decision/exchange.ts';
import { headerOf } from '../decision/request.ts';
import type { MiddlewareConfig } from '../model/dynamic-configuration.ts';
import { providerOf, qualify } from '../model/dynamic-configuration.ts';
import { quoteGo } from '../model/go-text.ts';
import { buildIpAllowList, buildIpWhiteList } from './access.ts';
import { buildBasicAuth, buildForwardAuth } from './auth.ts';
import { buildHeaders } from './headers.ts';
import { type Options, textOf, textsOf } from './options.ts';
import {
  buildAddPrefix,
  buildReplacePath,
  buildReplacePathRegex,
  buildStripPrefix,
  buildStripPrefixRegex,
} from './path.ts';
import { buildRedirectRegex, buildRedirectScheme } from './redirect.ts';

type Built = Omit<CompiledMiddleware, 'name' | 'type'> | { readonly problem: string };

/** What a middleware does that is let through here, and its upstream file. */
const passedThrough: Readonly<Record<string, readonly [effect: string, source: string]>> = {
  buffering: ['limits on sizes (413)', 'pkg/middlewares/buffering/buffering.go'],
  circuitBreaker: ['opening on failures (503)', 'pkg/middlewares/circuitbreaker/circuit_breaker.go'],
  compress: ['compression of answers', 'pkg/middlewares/compress/compress.go'],
  contentType: ['detection of content types', 'pkg/middlewares/contenttype/content_type.go'],
  encodedCharacters: ['refusing encoded characters (400)', 'pkg/middlewares/encodedcharacters/encoded_characters.go'],
  errors: ['pages for error statuses', 'pkg/middlewares/customerrors/custom_errors.go'],
  grpcWeb: ['gRPC-Web', 'pkg/middlewares/grpcweb/grpcweb.go'],
  inFlightReq: ['limits on simultaneous requests (429)', 'pkg/middlewares/inflightreq/inflight_req.go'],
  passTLSClientCert: ['headers from client certificates', 'pkg/middlewares/passtlsclientcert/pass_tls_client_cert.go'],
  rateLimit: ['limits on the rate of requests (429)', 'pkg/middlewares/ratelimiter/rate_limiter.go'],
  retry: ['repeated attempts', 'pkg/middlewares/retry/retry.go'],
};

const builders: Readonly<Record<string, (options: Options) => Built>> = {
  addPrefix: buildAddPrefix,
  basicAuth: buildBasicAuth,
  digestAuth: buildDigestAuth,
  forwardAuth: buildForwardAuth,
  headers: buildHeaders,
  ipAllowList: buildIpAllowList,
  ipWhiteList: buildIpWhiteList,
  redirectRegex: buildRedirectRegex,
  redirectScheme: buildRedirectScheme,
  replacePath: buildReplacePath,
  replacePathRegex: buildReplacePathRegex,
  stripPrefix: buildStripPrefix,
  stripPrefixRegex: buildStripPrefixRegex,
};

/** Middleware types whose effect is not modelled: requests pass unchanged. */
export const unmodelledMiddlewares: readonly string[] = Object.keys(passedThrough);

function buildDigestAuth(options: Options): Built {
  if (textsOf(options, 'users').length === 0) return { problem: 'no users found in ' };
  return {
    source: 'pkg/middlewares/auth/digest_auth.go',
    handle: ({ headers }) =>
      headerOf(headers, 'Authorization') === ''
        ? answer(401, 'no credentials were sent', '401 Unauthorized\n', [['Content-Type', 'text/plain']])
        : { kind: 'unknown', reason: 'digest credentials are not checked by this model' },
  };
}

/** Thrown when a middleware cannot be built: the router that uses it is disabled. `owners` are the middlewares that show the error. */
export class MiddlewareProblem extends Error {
  readonly owners: readonly string[];

  constructor(message: string, owners: readonly string[] = []) {
    super(message);
    this.owners = owners;
  }
}

/** What building middlewares needs. */
export interface ChainContext {
  readonly configs: ReadonlyMap<string, MiddlewareConfig>;
  /** Builds a service by qualified name (of an error page); throws when it cannot. */
  readonly buildService: (name: string) => unknown;
}

/** Traefik unrolls chains of chains without end, until its memory is used up; nobody means more than this. */
const mostUnrolled = 10_000;

/** Where in the chains one list of names has come to. */
interface Unrolling {
  readonly path: readonly string[];
  readonly total: { built: number };
}

/**
 * Builds the middlewares of a list of names, chains unrolled in place.
 * Upstream: pkg/server/middleware/middlewares.go BuildMiddlewareChain, buildConstructor; pkg/middlewares/chain.
 */
export function buildChain(
  names: readonly string[],
  provider: string,
  context: ChainContext,
  unrolling: Unrolling = { path: [], total: { built: 0 } },
): readonly CompiledMiddleware[] {
  // Upstream builds from the last to the first, which decides whose problem is reported.
  return names
    .toReversed()
    .map((name) => buildOne(qualify(name, provider), context, unrolling))
    .toReversed()
    .flat();
}

function buildOne(name: string, context: ChainContext, { path, total }: Unrolling): readonly CompiledMiddleware[] {
  total.built += 1;
  if (total.built > mostUnrolled) {
    throw new MiddlewareProblem(`its chains unroll to more than ${mostUnrolled} middlewares`, [name]);
  }
  const config = context.configs.get(name);
  if (!config) throw new MiddlewareProblem(`middleware ${quoteGo(name)} does not exist`);
  const item = `middleware:${name}`;
  if (path.includes(item)) {
    throw new MiddlewareProblem(
      `could not instantiate middleware ${name}: recursion detected in ${[...path, item].join('->')}`,
      [name],
    );
  }
  const types = [...config.types].filter(([type]) => type !== 'plugin');
  if (types.length > 1) {
    throw new MiddlewareProblem(
      'cannot create middleware: multi-types middleware not supported, consider declaring two different pieces of middleware instead',
      [name],
    );
  }
  const [type, options] = types[0] ?? [undefined, {}];
  if (type === undefined) throw unknownType(name);
  if (type === 'chain') {
    return buildMembers(name, textsOf(options, 'middlewares'), context, { path: [...path, item], total });
  }
  if (type === 'errors') buildErrorService(name, textOf(options, 'service'), context);
  const built = buildTyped(type, options, name);
  if ('problem' in built) throw new MiddlewareProblem(built.problem, [name]);
  return [{ name, type, ...built }];
}

const unknownType = (name: string): MiddlewareProblem =>
  new MiddlewareProblem(
    `invalid middleware ${quoteGo(name)} configuration: invalid middleware type or middleware does not exist`,
    [name],
  );

function buildMembers(
  name: string,
  members: readonly string[],
  context: ChainContext,
  unrolling: Unrolling,
): readonly CompiledMiddleware[] {
  try {
    return buildChain(members, providerOf(name), context, unrolling);
  } catch (thrown) {
    if (!(thrown instanceof MiddlewareProblem)) throw thrown;
    throw new MiddlewareProblem(thrown.message, [...thrown.owners, name]);
  }
}

function buildErrorService(name: string, service: string, { buildService }: ChainContext): void {
  try {
    buildService(qualify(service, providerOf(name)));
  } catch (thrown) {
    throw new MiddlewareProblem(messageOf(thrown), [name]);
  }
}

function buildTyped(type: string, options: Options, name: string): Built {
  const builder = builders[type];
  if (builder) return builder(options);
  const passed = passedThrough[type];
  if (!passed) throw unknownType(name);
  const [effect, source] = passed;
  return { source, handle: () => next(`passed: ${effect} not modelled`) };
}
