import { parseAddress } from '../../core/address.ts';
import type { LabCore } from '../../lab/lab-core.ts';

/** How a share is written in one text: server and folder. */
export const sharePlace = /^(\[[0-9a-fA-F:]+\]|[^\s:/[\]]+):(\/\S*)$/;

/** A share as the lab says it, in full. */
export interface LabShare {
  readonly server: string;
  readonly path: string;
  readonly mountOptions: readonly string[];
  readonly size: string;
  readonly readOnly: boolean;
  readonly as: 'claim' | 'volume';
}

/** What is seen of the shares in a lab. */
export interface LabWithShares {
  readonly storage?: { readonly nfs?: Readonly<Record<string, string | LabShare>> | undefined } | undefined;
}

/** What a share is that says no more than its place. */
export const shareDefaults = {
  mountOptions: [] as string[],
  size: '1Ti',
  readOnly: false,
  as: 'claim' as const,
};

/** A share, and where it stands in the lab file. */
export interface NamedShare extends LabShare {
  readonly name: string;
  /** Where its server stands. */
  readonly at: readonly string[];
}

/** The shares of a lab, in order of their names. */
export const sharesOf = ({ storage }: LabWithShares): readonly NamedShare[] =>
  Object.entries(storage?.nfs ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, share]) => {
      const at = ['storage', 'nfs', name];
      if (typeof share !== 'string') return { ...share, name, at: [...at, 'server'] };
      const [, server = '', path = ''] = sharePlace.exec(share) ?? [];
      return { ...shareDefaults, server: server.replaceAll(/[[\]]/g, ''), path, name, at };
    });

/** The address of a server: the one that stands there, or that of its name in `network.names`; undefined for any other name. */
export function addressOf({ network }: Pick<LabCore, 'network'>, server: string): string | undefined {
  if (parseAddress(server)) return server;
  return Object.hasOwn(network.names, server) ? network.names[server] : undefined;
}
