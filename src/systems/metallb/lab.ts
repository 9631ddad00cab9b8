import * as z from 'zod';
import type { PlannedPool } from '../../lab/address-plan.ts';
import { chartValues } from '../../lab/chart-values.ts';
import type { FirstPlan, SlicePlan } from '../../lab/lab-plan.ts';
import { listOf } from '../../lab/list-of.ts';
import { nameText, oneOrMore, rangeText, versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { metallbNamespace } from './component-names.ts';
import { AdvertisementSettings, PoolServices } from './lab-pool-settings.ts';

const Pool = z
  .strictObject({
    name: nameText.describe('Name of the pool.'),
    addresses: oneOrMore(rangeText).describe(
      'Addresses of the pool, in the order they are handed out: a range, or a list.',
    ),
    autoAssign: z
      .boolean()
      .default(true)
      .describe('Whether services that ask for nothing get addresses from it; `false` keeps it for those that ask.'),
    services: PoolServices.optional(),
    advertisement: AdvertisementSettings.optional(),
  })
  .describe('Addresses that LoadBalancer services get.');

const Addresses = z
  .strictObject({
    pools: z.array(Pool).min(1).describe('Pools of addresses.'),
    everyTaint: z
      .boolean()
      .default(false)
      .describe(
        'Whether nodes announce addresses whatever taint they have, also those that the lab does not name; the taints that it names are tolerated anyway.',
      ),
    install: z
      .enum(['chart', 'manifest'])
      .optional()
      .describe(
        'What installs MetalLB: its chart, or the manifest without FRR that upstream publishes for each version. Left out: the manifest where people apply the repository themselves (layout `plain`) and give no `values`, else the chart.',
      ),
    values: chartValues('metallb'),
  })
  .describe('Addresses that MetalLB hands out and announces.');

const fields = { addresses: Addresses.optional() };
const versions = { metallb: versionText.default('0.16.1').describe('Version of MetalLB, and of its chart.') };

/** What MetalLB sees of a lab. */
export type MetallbLab = LabWith<typeof fields, typeof versions>;

/** Whether MetalLB comes by upstream's manifest, not by its chart. */
export const isByManifest = ({ addresses, repository }: MetallbLab): boolean =>
  (addresses?.install ?? (repository.layout === 'plain' && !addresses?.values ? 'manifest' : 'chart')) === 'manifest';

/** A pool as the lab file has it. */
export type WrittenPool = NonNullable<MetallbLab['addresses']>['pools'][number];

type WrittenPools = NonNullable<MetallbLab['addresses']>['pools'];

const plannedPools = (pools: WrittenPools): PlannedPool[] =>
  pools.map(({ name, addresses, autoAssign }, i) => ({
    ...{ name, autoAssign, addresses: listOf(addresses), path: ['addresses', 'pools', i, 'addresses'] },
    ...(!Array.isArray(addresses) && { isOne: true }),
  }));

/** An app may be called as the gate's pool is. */
const freeName = (name: string, pools: ReadonlyMap<string, PlannedPool>): string =>
  [...pools.values()].some((pool) => pool.name === name) ? freeName(`${name}-app`, pools) : name;

/** Where no pools are written there is one for each address that is asked for, kept for whoever asks. */
function derivedPools(lab: MetallbLab, { asked }: FirstPlan): SlicePlan {
  if (lab.addresses) return {};
  const pools = new Map<string, PlannedPool>();
  for (const { kind, name, value, path, isIdle } of asked) {
    const key = listOf(value).join(' ');
    if (isIdle || pools.has(key)) continue;
    const isOne = !Array.isArray(value);
    pools.set(key, {
      name: freeName(name ?? kind, pools),
      addresses: listOf(value),
      autoAssign: false,
      path,
      ...(isOne && { isOne }),
    });
  }
  return { pools: [...pools.values()] };
}

/** The addresses that services get. */
export const slice = {
  place: 50,
  fields,
  versions,
  namespaces: [metallbNamespace],
  examples: {
    'addresses.pools': 'pools: [{ name: gate, addresses: [192.168.88.60] }]',
    'addresses.pools[].name': 'name: gate',
    'addresses.pools[].addresses': 'addresses: [192.168.88.60-192.168.88.69]',
  },
  plan: ({ addresses }: MetallbLab) => (addresses ? { pools: plannedPools(addresses.pools) } : {}),
  derive: derivedPools,
} satisfies LabSlice;
