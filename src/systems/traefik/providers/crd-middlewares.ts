import { createHash } from 'node:crypto';
import type { Json } from '../../../kube/object.ts';
import type { Secret } from '../../../kube/types.ts';
import type { SourceRef } from '../model/dynamic-configuration.ts';
import { normalise } from '../model/go-text.ts';
import type { Middleware, NameRef, ServiceRef } from '../objects.ts';
import { middlewareKeys } from './crd-references.ts';
import { nameAndService, type ServiceContext } from './crd-services.ts';
import { secretKeys, secretText } from './secrets.ts';
import { Refusal } from './servers.ts';

type Options = { readonly [option: string]: Json };

/** Middleware types in the order upstream reads them; those with a reader are changed on the way. */
const readers: Readonly<
  Record<
    string,
    { readonly label: string; readonly read: (context: ServiceContext, object: SourceRef, options: Options) => Options }
  >
> = {
  basicAuth: { label: 'basic auth', read: readAuth },
  digestAuth: { label: 'digest auth', read: readAuth },
  forwardAuth: { label: 'forward auth', read: readForwardAuth },
  errors: { label: 'error page', read: readErrorPage },
  chain: { label: 'chain', read: readChain },
  rateLimit: { label: 'rateLimit', read: withDefaults({ average: 0, period: '1s', burst: 1 }, ['average']) },
  compress: { label: 'compress', read: withDefaults({ encodings: ['gzip', 'br', 'zstd'] }) },
  circuitBreaker: {
    label: 'circuit breaker',
    read: withDefaults({
      expression: '',
      checkPeriod: '100ms',
      fallbackDuration: '10s',
      recoveryDuration: '10s',
      responseCode: 503,
    }),
  },
};

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
  const order = [
    ...Object.keys(readers).filter((type) => type in spec),
    ...Object.keys(spec).filter((type) => !(type in readers)),
  ];
  for (const type of order) {
    const options = spec[type];
    if (options === undefined || options === null) continue;
    const reader = readers[type];
    try {
      types.set(type, reader ? reader.read(context, source, options) : options);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      const message = `Error while reading ${reader?.label ?? type} middleware: ${thrown.message}`;
      context.draft.diagnostics.push({ level: 'error', message, object: source });
      return;
    }
  }
  context.draft.middlewares.set(normalise(`${namespace}-${name}`), { types, source });
}

/** Options over upstream's defaults; the members of `zero` are left out when they stay as they are. */
function withDefaults(defaults: Options, zero: readonly string[] = []) {
  return (_: ServiceContext, __: SourceRef, options: Options): Options => {
    const merged = { ...defaults, ...options };
    return Object.fromEntries(
      Object.entries(merged).filter(([name, value]) => !(zero.includes(name) && value === defaults[name])),
    );
  };
}

/** Upstream: createBasicAuthMiddleware, loadBasicAuthCredentials, loadAuthCredentials. */
function readAuth(context: ServiceContext, { namespace }: SourceRef, options: Options): Options {
  const name = typeof options.secret === 'string' ? options.secret : '';
  if (name === '') throw new Refusal('auth secret must be set');
  const secret = context.objects.secret(namespace, name);
  if (!secret) throw new Refusal(`secret '${namespace}/${name}' not found`);
  const { secret: _, ...rest } = options;
  const users = secret.type === 'kubernetes.io/basic-auth' ? plainUser(secret) : htpasswd(secret);
  return { users, ...rest };
}

const refuseCredentials = (message: string): never => {
  throw new Refusal(`failed to load basic auth credentials: ${message}`);
};

function plainUser(secret: Secret): string[] {
  const [user, password] = [secretText(secret, 'username'), secretText(secret, 'password')];
  const { namespace, name } = secret.metadata;
  if (user === undefined || password === undefined) {
    return refuseCredentials(`secret '${namespace}/${name}' must contain both username and password keys`);
  }
  return [`${user}:{SHA}${createHash('sha1').update(password).digest('base64')}`];
}

function htpasswd(secret: Secret): string[] {
  const keys = secretKeys(secret);
  const at = `'${secret.metadata.namespace}/${secret.metadata.name}'`;
  if (keys.length !== 1)
    return refuseCredentials(`found ${keys.length} elements for secret ${at}, must be single element exactly`);
  const users = secretText(secret, keys[0]!)!
    .split(/\r?\n/)
    .filter((line) => line !== '');
  return users.length === 0 ? refuseCredentials(`secret ${at} does not contain any credentials`) : users;
}

function readForwardAuth(_: ServiceContext, __: SourceRef, options: Options): Options {
  if (!options.address) throw new Refusal('forward authentication requires an address');
  const { maxBodySize, ...rest } = options;
  return { ...rest, maxBodySize: maxBodySize ?? -1 };
}

function readErrorPage(context: ServiceContext, source: SourceRef, options: Options): Options {
  const ref = options.service as unknown as ServiceRef;
  const { name, service } = nameAndService(context, source.namespace, ref);
  const { status, statusRewrites, service: _, ...rest } = options;
  const before = {
    ...(status === undefined ? {} : { status }),
    ...(statusRewrites === undefined ? {} : { statusRewrites }),
  };
  if (!service) return { ...before, service: name, ...rest };
  const own = `${normalise(`${source.namespace}-${source.name}`)}-errorpage-service`;
  context.draft.services.set(own, service);
  return { ...before, service: own, ...rest };
}

/** Upstream: createChainMiddleware: members are resolved from the chain's own namespace. */
function readChain(context: ServiceContext, { namespace }: SourceRef, options: Options): Options {
  const refs = (options.middlewares ?? []) as unknown as readonly NameRef[];
  return { middlewares: middlewareKeys(context.settings, namespace, refs) };
}
