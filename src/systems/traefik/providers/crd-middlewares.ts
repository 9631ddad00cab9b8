import type { Json } from '../../../kube/object.ts';
import { middlewareModels } from '../middlewares/index.ts';
import type { MiddlewareModel } from '../middlewares/middleware.ts';
import { normalise } from '../model/go-text.ts';
import type { Middleware } from '../read-objects.ts';
import type { ServiceContext } from './crd-services.ts';
import { Refusal } from './servers.ts';

type Options = { readonly [option: string]: Json };

/** Types whose options are changed while they are read come first, in upstream's order. */
const readFirst: readonly MiddlewareModel[] = [...middlewareModels.values()]
  .filter(({ crd }) => crd)
  .sort((a, b) => (a.crd?.place ?? 0) - (b.crd?.place ?? 0));

/**
 * Adds every Middleware object; one that cannot be read is left out and said so.
 * Upstream: crd/kubernetes.go loadConfigurationFromCRD, create…Middleware.
 */
export function addMiddlewares(context: ServiceContext): void {
  for (const object of context.objects.middlewares) addMiddleware(context, object);
}

function addMiddleware(context: ServiceContext, object: Middleware): void {
  const { name, namespace = '' } = object.metadata;
  const source = { kind: 'Middleware', namespace, name };
  const types = new Map<string, Options>();
  const spec = object.spec ?? {};
  const first = readFirst.map(({ type }) => type).filter((type) => type in spec);
  for (const type of new Set([...first, ...Object.keys(spec)])) {
    const options = spec[type];
    if (options === undefined || options === null) continue;
    const crd = middlewareModels.get(type)?.crd;
    try {
      types.set(type, crd ? crd.read(context, source, options) : options);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      const message = `Error while reading ${crd?.label ?? type} middleware: ${thrown.message}`;
      context.draft.diagnostics.push({ level: 'error', message, object: source });
      return;
    }
  }
  context.draft.middlewares.set(normalise(`${namespace}-${name}`), { types, source });
}
