import * as z from 'zod';
import { parseRange } from '../core/address.ts';
import { parseDurationNanos } from '../kube/duration.ts';
import { checkedText } from './scalars.ts';

const words = ['everyone', 'nobody', 'lab', 'trusted', 'private'];
const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);

const network = checkedText((text) =>
  words.includes(text) || parseRange(text)
    ? undefined
    : {
        message: `must be ${words.join(', ')}, an address, a CIDR or a range first-last`,
        hint: 'write it like lab, 192.168.88.0/24 or 192.168.88.10-192.168.88.20',
      },
);
const range = checkedText((text) =>
  parseRange(text)
    ? undefined
    : { message: 'must be an address, a CIDR or a range first-last', hint: 'write it like 192.168.88.60' },
);
const budget = checkedText((text) =>
  text === 'any' || (parseDurationNanos(text) ?? -1n) >= 0n
    ? undefined
    : { message: 'must be a time such as 10s, 5m or 1h, or any', hint: 'write it like 90s' },
).describe('A time such as `10s`, `5m` or `1h`, or `any`.');

const Outage = z.union([
  budget,
  z
    .record(z.string(), budget)
    .describe('By the name of a fault; `default` is every fault that is not named, `pairs` two at once.'),
]);

const Host = z
  .strictObject({
    host: oneOrMore(z.string().min(1)).describe('Hosts; `*.` before a domain is every name below it, `*` every name.'),
    from: oneOrMore(network).optional().describe('Nobody else reaches them.'),
    always: oneOrMore(network).optional().describe('All of these reach them, once they have signed in.'),
    login: z
      .union([z.literal(true), oneOrMore(z.string().min(1))])
      .optional()
      .describe('`true`: nobody reaches them without signing in; groups: nobody who is in none of them.'),
    certificate: z
      .string()
      .regex(/^[^/]+\/[^/]+$/, 'must be namespace/name of a Secret')
      .optional()
      .describe('`namespace/name` of the Secret that they are served with.'),
    outage: Outage.optional().describe('How long a fault may keep clients from them.'),
  })
  .describe('What has to hold for hosts.');

/** Policies as a person writes them: in a file of their own, or in the lab file. */
export const PoliciesSchema = z
  .strictObject({
    hosts: z.array(Host).default([]).describe('What has to hold for hosts.'),
    outage: Outage.optional().describe('How long a fault may keep clients from hosts of which nothing else is said.'),
    nobodys: oneOrMore(range).optional().describe('Addresses that no Service may have.'),
  })
  .describe('What must stay as it is, see docs/policies.md.');

/** How long a fault may keep clients from a host, as it is written. */
export type WrittenBudget = z.output<typeof Outage>;
