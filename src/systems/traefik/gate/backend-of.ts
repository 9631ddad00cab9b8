import { compareText } from '../../../core/finding.ts';
import type { Configuration } from '../model/runtime-configuration.ts';

/** The Service behind one of Traefik's services, by the objects it was made from; its own name where there is none. */
export function backendOf(service: string, configuration: Configuration): string {
  if (service.endsWith('@internal')) return service;
  const info = configuration.services.get(service);
  const children = info?.config.weighted?.services.map(({ name }) => name) ?? [];
  const sources = [info, ...children.map((name) => configuration.services.get(name))].flatMap((each) =>
    each?.config.source?.kind === 'Service' ? [`${each.config.source.namespace}/${each.config.source.name}`] : [],
  );
  return [...new Set(sources)].sort(compareText).join(', ') || service;
}
