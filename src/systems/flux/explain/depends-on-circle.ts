import type { KubeObject } from '../../../kube/object.ts';
import type { Cause } from '../../../operate/diagnose/playbook.ts';
import { dependencyName } from '../kustomizations/semantics.ts';
import type { DependencyReference } from '../read-objects.ts';

/** Something of Flux that waits for others of its kind. */
type Waiting = KubeObject & { readonly spec: { readonly dependsOn?: readonly DependencyReference[] } };

/**
 * The circle of `dependsOn` that an object stands in: names, `namespace/name`, from the first by the alphabet back to it; undefined where it
 * only leads to one, or to none (fluxcd/pkg runtime/dependency/sort.go).
 */
export function dependsOnCircle(
  start: Waiting,
  all: ReadonlyMap<string, Waiting>,
): readonly [string, ...string[]] | undefined {
  const own = nameOf(start);
  const before = new Map<string, string>();
  const waiting = [own];
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    for (const next of dependenciesOf(all.get(at))) {
      if (next === own) return turned(wayTo(at, before));
      if (before.has(next)) continue;
      before.set(next, at);
      waiting.push(next);
    }
  }
  return undefined;
}

/** What it is to stand in a circle: the same words for each member. */
export function circleCause([first, ...rest]: readonly [string, ...string[]], kind: string, said: string): Cause {
  return {
    likelihood: 'certain',
    cause: `they wait for each other in a circle: ${[first, ...rest].join(' → ')}`,
    evidence: [said],
    fix: `take one of these dependencies away: none of them is ever applied (spec.dependsOn of a ${kind})`,
  };
}

const nameOf = ({ metadata }: KubeObject): string => `${metadata.namespace}/${metadata.name}`;

const dependenciesOf = (object: Waiting | undefined): readonly string[] =>
  (object?.spec.dependsOn ?? []).map((each) => dependencyName(each, object?.metadata.namespace ?? ''));

function wayTo(end: string, before: ReadonlyMap<string, string>): readonly string[] {
  const way = [end];
  for (let at = before.get(end); at !== undefined; at = before.get(at)) way.unshift(at);
  return way;
}

/** The same circle from its first name, closed. */
function turned(way: readonly string[]): readonly [string, ...string[]] {
  const first = [...way].sort()[0] ?? '';
  const at = way.indexOf(first);
  return [first, ...way.slice(at + 1), ...way.slice(0, at), first];
}
