import type { Cause, GateProblem } from './observed.ts';
import type { ClusterExample } from './rule.ts';

/** A request that an IngressRoute promised to answer, as it was answered, for examples of rules. */
const row = {
  url: 'https://hello.example.org/',
  host: 'hello.example.org',
  path: '/',
  address: '192.168.88.60',
  from: '203.0.113.7',
  client: 'anyone',
  expected: '200 apps/hello',
  observed: '404',
  ok: false,
  router: '',
  backend: '',
  object: 'IngressRoute/apps/hello',
};

/** A platform on which a promise was not kept, for a reason that somebody gives or for none. */
export const exampleBroken = (cause?: Cause): ClusterExample => ({
  objects: [],
  seen: () => ({ broken: [{ row, routes: ['IngressRoute/apps/hello routes[0]'], ...(cause && { cause }) }] }),
});

/** A platform on which nothing could be said of a route. */
export const exampleUnknown = (reason: string, code?: string): ClusterExample => ({
  objects: [],
  seen: () => ({ unknown: [{ object: row.object, reason, ...(code !== undefined && { code }) }] }),
});

/** A platform whose entry proxy says that something is wrong with its objects. */
export const exampleProblem = (problem: Pick<GateProblem, 'code' | 'object' | 'message'>): ClusterExample => ({
  objects: [],
  seen: () => ({
    problems: [{ severity: 'error', why: '', hint: 'mend what the message names', routes: [], ...problem }],
  }),
});
