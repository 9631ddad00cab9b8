import { z } from 'zod';
import { chartValues } from '../../lab/chart-values.ts';
import { nameText, rangeText, versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { metallbNamespace } from './component-names.ts';

const Pool = z
  .strictObject({
    name: nameText.describe('Name of the pool.'),
    addresses: z.array(rangeText).min(1).describe('Addresses of the pool, in the order they are handed out.'),
    autoAssign: z
      .boolean()
      .default(true)
      .describe('Whether services that ask for nothing get addresses from it; `false` keeps it for those that ask.'),
  })
  .describe('Addresses that LoadBalancer services get.');

const Addresses = z
  .strictObject({
    pools: z.array(Pool).min(1).describe('Pools of addresses.'),
    values: chartValues('metallb'),
  })
  .describe('Addresses that MetalLB hands out and announces.');

const fields = { addresses: Addresses };
const versions = { metallb: versionText.default('0.16.1').describe('Version of the MetalLB chart.') };

/** What MetalLB sees of a lab. */
export type MetallbLab = LabWith<typeof fields, typeof versions>;
/** A pool of addresses. */
export type LabPool = MetallbLab['addresses']['pools'][number];

/** The addresses that services get. */
export const slice = {
  place: 50,
  fields,
  versions,
  namespaces: [metallbNamespace],
  examples: {
    addresses: 'addresses: { pools: [{ name: gate, addresses: [192.168.88.60] }] }',
    'addresses.pools': 'pools: [{ name: gate, addresses: [192.168.88.60] }]',
    'addresses.pools[].name': 'name: gate',
    'addresses.pools[].addresses': 'addresses: [192.168.88.60-192.168.88.69]',
  },
  plan: ({ addresses }: MetallbLab) => ({
    pools: addresses.pools.map((pool, i) => ({ ...pool, path: ['addresses', 'pools', i, 'addresses'] })),
  }),
} satisfies LabSlice;
