import * as z from 'zod';
import { checkedText, labelKeyText, labelValueText, listOrOne, nameText, objectNameText } from '../../lab/scalars.ts';
import { quoteText } from '../../lab/values.ts';

/** Labels and their values. */
const labels = z.record(labelKeyText, labelValueText);

/** Name of a network interface (Linux IFNAMSIZ: at most 15 bytes, no slash, no space). */
const interfaceText = checkedText(
  (text) =>
    /^[^\s/]{1,15}$/.test(text)
      ? undefined
      : { message: `${quoteText(text)} is no name of a network interface`, hint: 'write it like eth0 or enp3s0' },
  '^[^\\s/]{1,15}$',
).describe('Name of a network interface, such as `eth0`.');

/** Which Services a pool is for (metallb api/v1beta1 ServiceAllocation). */
export const PoolServices = z
  .strictObject({
    namespaces: listOrOne(nameText).optional().describe('Services in these namespaces.'),
    namespaceLabels: labels.optional().describe('Services in namespaces with these labels.'),
    labels: labels.optional().describe('Services with these labels.'),
    priority: z
      .number()
      .int()
      .min(1)
      .max(2147483647)
      .optional()
      .describe('Which pool comes first where several fit: the lower number; without one, after all that have one.'),
  })
  .describe('Services that the pool is for; nobody else gets its addresses, not even by asking.');

/** How the addresses of a pool are announced (metallb api/v1beta1 L2AdvertisementSpec). */
export const AdvertisementSettings = z
  .strictObject({
    name: objectNameText.optional().describe('Name of the L2Advertisement; pools that name the same one share it.'),
    interfaces: listOrOne(interfaceText)
      .optional()
      .describe('Interfaces of the nodes that answer for the addresses; without them, all.'),
    nodes: labels.optional().describe('Only nodes with these labels answer for the addresses.'),
  })
  .describe('How the addresses are announced.');
