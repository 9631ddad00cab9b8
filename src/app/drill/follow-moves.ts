import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import type { Wire } from '../wire.ts';
import type { DrilledCheck } from './drilled-check.ts';
import { changesSeen } from './watch-hosts.ts';

/** An address that another node answers for, so many seconds after a fault. */
export interface PlayedMove {
  readonly address: string;
  readonly from: string;
  readonly to: string;
  readonly at: number;
}

/** Follows which node answers for each address. */
export async function readMoves(
  { embedded, wire }: { readonly embedded: EmbeddedCluster; readonly wire: Wire },
  checks: readonly DrilledCheck[],
) {
  const start = embedded.now();
  const addresses = new Map(checks.map(({ served }) => [served.ip, served.owner] as const));
  const moves: PlayedMove[] = [];
  const holders = new Map<string, string>();
  let revision = -1;
  const look = async () => {
    if (revision === changesSeen(embedded)) return;
    revision = changesSeen(embedded);
    for (const [address, owner] of addresses) {
      if (!('service' in owner)) continue;
      const to = (await wire.explain(owner.service, address))?.nodes[0] ?? '';
      const from = holders.get(address);
      // Until somebody else answers, the address is where it was.
      if (to === '' || to === from) continue;
      holders.set(address, to);
      if (from !== undefined) moves.push({ address, from, to, at: (embedded.now() - start) / 1000 });
    }
  };
  await look();
  return { look, take: () => moves };
}
