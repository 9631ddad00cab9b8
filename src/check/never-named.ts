import type { SourcedObject } from '../kube/origin.ts';
import type { Problem, RuleInput } from './rule.ts';

const known = new WeakMap<RuleInput, ReadonlyMap<SourcedObject, string>>();

/** The text of every object. */
function textsOf(input: RuleInput): ReadonlyMap<SourcedObject, string> {
  const made = known.get(input) ?? new Map(input.objects.map((each) => [each, printed(each)]));
  known.set(input, made);
  return made;
}

const printed = ({ object }: SourcedObject): string =>
  JSON.stringify(object, (_key, value) => (typeof value === 'bigint' ? String(value) : value));

/**
 * Notes on objects that no other one names in any way. Nothing is said where something could not be built, or of what a chart makes for
 * itself.
 */
export function neverNamed(
  input: RuleInput,
  candidates: readonly SourcedObject[],
  say: (name: string) => Pick<Problem, 'message' | 'hint'>,
): readonly Problem[] {
  const asked = candidates.filter(({ loose, approximate, madeBy }) => !loose && !approximate && madeBy === undefined);
  if (!input.isWhole || asked.length === 0) return [];
  const texts = [...textsOf(input)];
  return asked
    .filter((each) => !texts.some(([other, text]) => other !== each && text.includes(each.object.metadata.name)))
    .map((on) => ({ on, path: ['metadata', 'name'], ...say(on.object.metadata.name) }));
}
