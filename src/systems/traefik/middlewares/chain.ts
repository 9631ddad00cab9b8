import { middlewareKeys } from '../providers/crd-references.ts';
import type { NameRef } from '../read-objects.ts';
import { type Options, textsOf } from './kit/options.ts';
import type { MiddlewareModel } from './middleware.ts';

const membersOf = (options: Options): readonly NameRef[] =>
  (Array.isArray(options.middlewares) ? options.middlewares : []) as readonly NameRef[];

/** Stands for other middlewares, in order. */
export const chain = {
  type: 'chain',
  source: 'pkg/middlewares/chain/chain.go',
  does: 'members in order and in place, from the namespace of the chain, chains of chains, circles',
  // Upstream: createChainMiddleware: members are resolved from the chain's own namespace.
  crd: {
    place: 5,
    label: 'chain',
    read: ({ settings }, { namespace }, options) => ({
      middlewares: middlewareKeys(settings, namespace, membersOf(options)),
    }),
  },
  build: (options) => ({ members: textsOf(options, 'middlewares') }),
  members: membersOf,
  // Building a chain qualifies its members' names.
  shown: (options, qualified) => ({ middlewares: textsOf(options, 'middlewares').map(qualified) }),
  examples: [{ says: 'without members lets requests pass', options: { middlewares: [] }, gives: 'passes' }],
} as const satisfies MiddlewareModel;
