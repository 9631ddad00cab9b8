import * as z from 'zod';
import type { LabCore } from './lab-core.ts';
import { listOf } from './list-of.ts';
import { cidrText, filledText, oneOrMore } from './scalars.ts';

const Networks = z.union([z.enum(['everyone', 'trusted', 'lan']), z.array(cidrText).min(1)]);

/** Who may enter: from which networks, and where people must sign in, in which groups of the login. */
export const Access = z
  .union([
    Networks,
    z.strictObject({
      networks: Networks.default('everyone').describe('From where: as `access` alone.'),
      group: oneOrMore(filledText).describe('Groups of the login, one of which whoever enters must be in.'),
    }),
  ])
  .describe(
    'Who may enter: `everyone`, the `trusted` networks, the `lan` alone (the node network), or these networks; a mapping where people must sign in as well.',
  );

/** Who may enter, as the lab says it. */
export type LabAccess = z.output<typeof Access>;

/** Networks that may enter, in the words of the lab. */
export const networksOf = (access: LabAccess): z.output<typeof Networks> =>
  typeof access === 'object' && 'group' in access ? access.networks : access;

/** Groups of the login that may enter; undefined where nobody has to sign in. */
export const groupsOf = (access: LabAccess | undefined): readonly string[] | undefined =>
  typeof access === 'object' && 'group' in access ? listOf(access.group) : undefined;

/** Networks that may enter; undefined for everyone. Without trusted networks in the lab those are the node network. */
export function clientNetworks(
  { network }: Pick<LabCore, 'network'>,
  access: LabAccess,
): readonly string[] | undefined {
  const networks = networksOf(access);
  if (networks === 'everyone') return undefined;
  if (Array.isArray(networks)) return networks;
  return networks === 'trusted' && network.trusted.length > 0 ? network.trusted : listOf(network.cidr);
}
