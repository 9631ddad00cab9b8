import type { UnknownObject } from '../../../kube/object.ts';
import type { Visitors } from '../../sign-in.ts';
import type { GateOptions } from '../../system.ts';
import type { VisitorsAt } from '../promises/clients.ts';
import { indexObjects } from '../read-objects.ts';
import { endpointOf } from './proxy.ts';
import { endpointsOfService } from './service-names.ts';

/** Who may enter by the servers that the forwardAuth Middlewares among the objects ask, as far as it is known of the pods behind them. */
export async function visitorsOf(
  { cluster, asked }: Pick<GateOptions, 'cluster' | 'asked'>,
  objects: readonly UnknownObject[],
): Promise<VisitorsAt> {
  const addresses = new Set(
    indexObjects(objects).middlewares.flatMap(({ spec }) => {
      const address = spec?.forwardAuth?.address;
      return typeof address === 'string' && URL.canParse(address) ? [address] : [];
    }),
  );
  const known = new Map<string, Visitors>();
  for (const address of addresses) {
    const [pod] = (await endpointsOfService(cluster, endpointOf(address))) ?? [];
    const visitors = pod && (await asked?.visitors(pod.host, new URL(address).pathname));
    if (visitors) known.set(address, visitors);
  }
  return (address) => known.get(address);
}
