import type { Service, ServicePort } from '../../../kube/types.ts';
import { Refusal } from './servers.ts';

/** A port of the Service by number or name: a text that looks like a number is a name. Upstream: getServicePort. */
export function servicePort(service: Service, port: number | string | undefined): ServicePort {
  if (port === undefined || port === 0 || port === '') throw new Refusal('ingressRoute service port not defined');
  const found = service.spec.ports?.find((candidate) =>
    typeof port === 'number' ? candidate.port === port : (candidate.name ?? '') === port,
  );
  if (found) return found;
  if (service.spec.type !== 'ExternalName' || typeof port === 'string')
    throw new Refusal(`service port not found: ${port}`);
  return { port };
}
