import type { MiddlewareModel } from './middleware.ts';

/** Hands requests to code that is loaded by its name: what it does is not known from the objects. */
export const plugin = {
  type: 'plugin',
  source: 'pkg/server/middleware/plugins.go',
  does: 'one plugin an object; whom it lets in is not known',
  notModelled: 'what a plugin does, and whether it is among those Traefik was started with',
  // It may well be a login or a block list.
  guards: true,
  build: (options) => {
    const names = Object.keys(options);
    const [name] = names;
    if (names.length !== 1)
      return { problem: 'plugin: invalid configuration: no configuration or too many plugin definition' };
    if (!name) return { problem: 'plugin: missing plugin type' };
    return { handle: () => ({ kind: 'unknown', reason: `what the plugin ${name} does is not known` }) };
  },
  examples: [
    { says: 'does what is not known', options: { bouncer: { enabled: true } }, gives: 'unknown' },
    {
      says: 'is one an object',
      options: { bouncer: {}, geoblock: {} },
      gives: { problem: 'plugin: invalid configuration: no configuration or too many plugin definition' },
    },
    { says: 'has a name', options: { '': {} }, gives: { problem: 'plugin: missing plugin type' } },
  ],
} as const satisfies MiddlewareModel;
