import type { LabRule } from '../../../check/rule.ts';
import { contains, parseRange } from '../../../core/address.ts';
import { printUse, usesOf } from '../../../lab/address-plan.ts';
import { type ProxiesLab, proxyName } from '../lab.ts';
import { addressOf, readTarget } from '../lab-target.ts';

export const proxyTargetInPool: LabRule<ProxiesLab> = {
  id: 'proxy-target-in-pool',
  needs: 'lab',
  severity: 'error',
  summary: 'A host proxy leads to an address that the cluster gives to its Services.',
  why: 'an address of a pool is answered by a node for some Service: the machine outside is not reached, or both answer',
  check: (lab, plan) =>
    (lab.proxies ?? []).flatMap((proxy, i) => {
      const address = addressOf(lab, readTarget(proxy.target).host);
      const range = address === undefined ? undefined : parseRange(address);
      const pool = range && usesOf(plan, 'pool').find((use) => contains(use.range, range));
      if (!pool) return [];
      const message = `proxy ${proxyName(proxy)} leads to ${address}, which lies in ${pool.owner} (${printUse(pool)})`;
      const hint = 'give the machine an address outside the pools, or take its address out of the pool';
      return [{ path: ['proxies', i, 'target'], message, hint }];
    }),
  examples: {
    passing: [{ proxies: [{ host: 'nas', target: 'https://192.168.88.5', certificate: 'self-signed' }] }],
    failing: [{ proxies: [{ host: 'nas', target: 'http://192.168.88.72' }] }],
  },
};
