import { createHash } from 'node:crypto';
import type { Secret } from '../../../../kube/types.ts';
import type { SourceRef } from '../../model/dynamic-configuration.ts';
import type { ServiceContext } from '../../providers/crd-services.ts';
import { secretKeys, secretText } from '../../providers/secrets.ts';
import { Refusal } from '../../providers/servers.ts';
import type { Options } from './options.ts';

/** Options over upstream's defaults; the members of `zero` are left out when they stay as they are. */
export function overDefaults(defaults: Options, zero: readonly string[] = []) {
  return (_: ServiceContext, __: SourceRef, options: Options): Options => {
    const merged = { ...defaults, ...options };
    return Object.fromEntries(
      Object.entries(merged).filter(([name, value]) => !(zero.includes(name) && value === defaults[name])),
    );
  };
}

/** The users of a Secret in place of its name. Upstream: createBasicAuthMiddleware, loadBasicAuthCredentials, loadAuthCredentials. */
export function readUsers(context: ServiceContext, { namespace }: SourceRef, options: Options): Options {
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
