import { promisesTold } from '../../check/promise-problems.ts';
import type { ClusterExample, ClusterRule } from '../../check/rule.ts';
import type { Severity } from '../../core/finding.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { whyOf } from './gate/problem-words.ts';
import { exampleArguments, exampleEndpoints, exampleService } from './rule-examples.ts';

/** What is to be said of a mistake that shows in what Traefik makes of its objects, and objects that show it. */
interface GateMistake {
  readonly id: string;
  readonly summary: string;
  /** Left out where what Traefik says of it has a reason already. */
  readonly why?: string;
  readonly severity?: Severity;
  /** Arguments of Traefik beside the usual ones. */
  readonly settings?: readonly string[];
  readonly passing: readonly UnknownObject[];
  readonly failing: readonly UnknownObject[];
}

/** The rule for a mistake that Traefik itself says in its log or its API while it runs; the Service `hello` has pods in its examples. */
export function gateRule({
  id,
  summary,
  why,
  severity = 'error',
  settings,
  passing,
  failing,
}: GateMistake): ClusterRule {
  const example = (objects: readonly UnknownObject[]): ClusterExample => ({
    objects: [exampleService('hello'), exampleEndpoints('hello'), ...objects],
    seen: seenByGate(settings),
  });
  return {
    id,
    needs: 'cluster',
    severity,
    summary,
    why: why ?? whyOf(id),
    check: promisesTold(id),
    examples: { passing: [example(passing)], failing: [example(failing)] },
  };
}

/** What Traefik says of objects. Its model is loaded by whoever asks for the examples, and not by everyone who has the rules. */
export const seenByGate =
  (settings: readonly string[] = []): ClusterExample['seen'] =>
  async (objects) => {
    const { indexObjects } = await import('./read-objects.ts');
    const { readStaticConfiguration } = await import('./model/static-configuration.ts');
    const { buildConfiguration } = await import('./model/build-configuration.ts');
    const { promiseRequests } = await import('./promises/read-promises.ts');
    const { gateProblems } = await import('./gate/problems.ts');
    const indexed = indexObjects([...objects]);
    const settled = readStaticConfiguration([...exampleArguments, ...settings]);
    const problems = gateProblems(buildConfiguration(settled, indexed), indexed);
    return { problems: promiseRequests(settled, { objects: indexed, problems }).problems };
  };
