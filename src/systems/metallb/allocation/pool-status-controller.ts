import type { Controller, Request } from '../../../cluster/controller.ts';
import { listServed } from '../../../controlplane/kit/served.ts';
import { kinds } from '../../../kube/types.ts';
import { type IpAddressPool, metallbKinds } from '../objects.ts';
import type { AllocatorMemory } from './allocator-memory.ts';
import { countPool, type PoolCounters, printCounts } from './counters.ts';

const everything: Request = { namespace: '', name: '*' };

/** Keeps the counters in the status of IPAddressPools (metallb internal/k8s/controllers/pool_status_controller.go, since 0.15). */
export const poolStatusController = (memory: AllocatorMemory): Controller => ({
  id: 'metallb/pool-status',
  watches: [
    { kind: kinds.Service, requests: () => [everything] },
    { kind: metallbKinds.IPAddressPool, requests: () => [everything] },
  ],
  reconcile: async (_, { cluster }) => {
    const { running, configuration, book } = memory;
    if (!running || configuration === undefined) return undefined;
    const options = { namespace: running.namespace };
    for (const object of await listServed<IpAddressPool>(cluster, metallbKinds.IPAddressPool, options)) {
      const { name, namespace } = object.metadata;
      const pool = book.pools.get(name);
      const status = pool && printCounts(countPool(book, pool));
      if (!status || sameCounters(object.status, status)) continue;
      const patch = { type: 'merge', body: { status: { ...status } } } as const;
      await cluster.patch(metallbKinds.IPAddressPool, name, namespace, {
        ...patch,
        subresource: 'status',
        fieldManager: 'controller',
      });
    }
    return undefined;
  },
});

const sameCounters = (a: PoolCounters | undefined, b: PoolCounters): boolean =>
  a?.assignedIPv4 === b.assignedIPv4 &&
  a.assignedIPv6 === b.assignedIPv6 &&
  a.availableIPv4 === b.availableIPv4 &&
  a.availableIPv6 === b.availableIPv6;
