import { exampleBroken, exampleUnknown } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';

/** A request was answered in another way than the objects promise, and nothing that has a rule of its own is the cause. */
export const promiseBroken: ClusterRule = {
  id: 'promise-broken',
  needs: 'cluster',
  severity: 'error',
  summary: 'A request that the objects promise to answer is answered otherwise.',
  why: 'a LoadBalancer address leads to the pods of its Service (kubernetes pkg/proxy/topology.go), and an entry proxy among them decides by its routes',
  check: promisesTold('promise-broken'),
  examples: { passing: [exampleUnknown('no address leads to entry point web')], failing: [exampleBroken()] },
};
