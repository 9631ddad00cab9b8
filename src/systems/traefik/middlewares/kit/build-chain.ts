import { messageOf } from '../../../../core/errors.ts';
import type { CompiledMiddleware } from '../../decision/exchange.ts';
import { type MiddlewareConfig, providerOf, qualify } from '../../model/dynamic-configuration.ts';
import { quoteGo } from '../../model/go-text.ts';
import { middlewareModels } from '../index.ts';

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
  // Whatever is no type of Traefik's is lost on the way to it.
  const types = [...config.types].filter(([type]) => middlewareModels.has(type));
  if (types.length > 1) {
    throw new MiddlewareProblem(
      'cannot create middleware: multi-types middleware not supported, consider declaring two different pieces of middleware instead',
      [name],
    );
  }
  const [type, options] = types[0] ?? ['', {}];
  const model = middlewareModels.get(type);
  if (!model) throw unknownType(name);
  const built = model.build(options, { service: (service) => problemOfService(name, service, context) });
  if ('problem' in built) throw new MiddlewareProblem(built.problem, [name]);
  if ('members' in built) return buildMembers(name, built.members, context, { path: [...path, item], total });
  return [{ name, type, source: model.source, ...built }];
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

function problemOfService(
  name: string,
  service: string,
  { buildService }: ChainContext,
): { readonly problem: string } | undefined {
  try {
    buildService(qualify(service, providerOf(name)));
    return undefined;
  } catch (thrown) {
    return { problem: messageOf(thrown) };
  }
}
