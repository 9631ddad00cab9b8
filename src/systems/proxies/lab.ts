import * as z from 'zod';
import { Access, clientNetworks, groupsOf, networksOf } from '../../lab/access.ts';
import { fullHost, type LabCore } from '../../lab/lab-core.ts';
import type { PlannedAccess, SlicePlan } from '../../lab/lab-plan.ts';
import { hostText, nameText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { addressOf, readTarget, targetText } from './lab-target.ts';

const HostProxy = z
  .strictObject({
    name: nameText.optional().describe('Name of its objects; left out, the first part of `host`.'),
    host: hostText.describe('Name that people open; one without a dot lies under `domain`.'),
    target: targetText.describe(
      'Where the machine answers, e.g. `https://nas.lan:8006`: by address, by a name of `network.names`, or by a name that the cluster’s DNS answers.',
    ),
    certificate: z
      .enum(['self-signed', 'trusted'])
      .default('trusted')
      .describe('Of an https target: whether its certificate is its own, and taken as it is.'),
    access: Access.default('trusted'),
  })
  .describe('A machine outside the cluster, behind the gate.');

const fields = {
  proxies: z
    .array(HostProxy)
    .min(1)
    .optional()
    .describe('Machines outside the cluster that are opened by names of the lab, behind the gate.'),
};

/** What is seen of the host proxies of a lab. */
export type ProxiesLab = LabWith<typeof fields>;
/** A machine outside the cluster, behind the gate. */
export type HostProxy = NonNullable<ProxiesLab['proxies']>[number];

/** Name of the objects of a proxy. */
export const proxyName = ({ name, host }: Pick<HostProxy, 'name' | 'host'>): string =>
  name ?? host.replace(/\..*$/, '').replaceAll('_', '-');

/** Namespace of everything that leads to machines outside. */
export const proxiesNamespace = 'host-proxies';

/** Whether the gate serves TLS at all. */
export const servesTls = ({ ingress }: LabCore): boolean => ingress?.tls !== 'none';

/** What the proxies mean for the plan of a lab. */
function planProxies(lab: ProxiesLab): SlicePlan {
  const placed = (lab.proxies ?? []).map((proxy, i) => ({
    ...{ proxy, owner: `proxy ${proxyName(proxy)}`, path: ['proxies', i] },
  }));
  return {
    routes: placed.map(({ proxy, owner, path }) => ({
      ...{ owner, path, tls: servesTls(lab), at: 'gate' as const, isIngress: false },
      hosts: [{ host: fullHost(lab, proxy.host), path: [...path, 'host'] }],
    })),
    access: placed.flatMap(({ proxy, owner, path }): PlannedAccess[] => {
      const networks = networksOf(proxy.access);
      if (networks === 'everyone') return [];
      const whose = `the networks that may enter ${owner}`;
      const place = [...path, 'access', ...(groupsOf(proxy.access) ? ['networks'] : [])];
      const own = { owner, whose, path: place };
      return [networks === 'trusted' ? own : { ...own, networks: clientNetworks(lab, networks) ?? [] }];
    }),
    logins: placed.flatMap(({ proxy, owner, path }) => {
      const groups = groupsOf(proxy.access);
      const hosts = [fullHost(lab, proxy.host)];
      return groups ? [{ owner, path: [...path, 'access'], hosts, prefix: '/', tls: servesTls(lab), groups }] : [];
    }),
    gateNeeds: placed.some(({ proxy }) => addressOf(lab, readTarget(proxy.target).host) === undefined)
      ? ['external names']
      : [],
  };
}

/** Machines outside the cluster. */
export const slice = {
  place: 78,
  fields,
  namespaces: [proxiesNamespace],
  examples: {
    'proxies[].host': 'host: nas',
    'proxies[].target': 'target: https://192.168.88.5:8006',
    'proxies[].access.group': 'group: admins',
  },
  plan: planProxies,
} satisfies LabSlice;
