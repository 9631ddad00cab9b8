import { type AddressSet, everyAddress, intersection, parseAddressSet } from '../../../core/address-set.ts';
import { printJson } from '../../../kube/wide-json.ts';
import type { AccessOutlook } from '../../outlook.ts';
import { middlewareModels } from '../middlewares/index.ts';
import type { ActiveRoute, Configuration } from '../model/runtime-configuration.ts';

/** A route's guards, and how a request ends that passes the allow lists, where a middleware answers it. */
export interface Guarded {
  readonly access: AccessOutlook;
  /** `sent on to https`, `answered with 404`; undefined where it goes on to the backend. */
  readonly ends?: string;
}

/** Whom the middlewares of a route let in, all addresses of clients held against all of its allow lists. */
export function guardsOf({ middlewares }: ActiveRoute, configuration: Configuration, tls: boolean): Guarded {
  let clients: AddressSet = everyAddress();
  let unknown: string | undefined;
  let ends: string | undefined;
  const logins: string[] = [];
  const guards: string[] = [];
  for (const { name, type } of middlewares) {
    const options = configuration.middlewares.get(name)?.config.types.get(type) ?? {};
    const model = middlewareModels.get(type);
    const admission = model?.admits?.(options, { tls });
    if (admission?.kind !== 'passes') guards.push(printJson([type, options]));
    if (!admission) {
      if (model?.guards) unknown ??= `what the middleware type ${type} lets through is not known`;
    } else if (admission.kind === 'list') {
      if (admission.forwarded) unknown ??= 'the allow list looks at a forwarded address';
      else clients = intersection(clients, parseAddressSet(admission.ranges));
    } else if (admission.kind === 'asks') logins.push(`login at ${hostOf(admission.address)}`);
    else if (admission.kind === 'ends') {
      if (admission.login) logins.push('a password');
      else {
        ends = admission.redirectScheme
          ? `sent on to ${admission.redirectScheme}`
          : `answered with ${admission.status.join(' or ')}`;
        break;
      }
    }
  }
  const access = { ...(unknown === undefined ? { clients } : { unknown }), logins, guards: guards.join('\n') };
  return { access, ...(ends !== undefined && { ends }) };
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address);
