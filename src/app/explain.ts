import type { ObjectsRule, Rule } from '../check/rule.ts';
import { GatehouseError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';
import { ruledSystems } from '../systems/ruled.ts';
import type { Explanation } from './explain-report.ts';
import { schemaVersion } from './up-report.ts';

/** Explains the code of a finding. Throws a GatehouseError for one that no rule has. */
export async function explain(code: string): Promise<Explanation> {
  const system = ruledSystems.find(({ rules }) => rules.some(({ id }) => id === code));
  const ways: readonly Rule[] = system?.rules.filter(({ id }) => id === code) ?? [];
  const [rule] = ways;
  if (!system || !rule) throw noSuchCode(code);
  const { summary, why, severity } = rule;
  return {
    schemaVersion,
    code,
    system: system.title,
    severity,
    shownBy: ways.map(({ needs }) => needs),
    summary,
    why,
    fixable: await isFixable(ways),
    failing: await exampleOf(rule, 'failing'),
    passing: await exampleOf(rule, 'passing'),
  };
}

/** Codes of all rules, in order. */
export const explainedCodes = (): readonly string[] =>
  [...new Set(ruledSystems.flatMap(({ rules }): readonly Rule[] => rules).map(({ id }) => id))].sort();

function noSuchCode(code: string): GatehouseError {
  const near = nearestName(code, explainedCodes());
  return new GatehouseError(`${code}: no rule has this code`, {
    hint: near
      ? `did you mean ${near}?`
      : 'rules are listed in docs/reference/rules.md; what is found when files are read, as yaml-syntax, says all there is in its finding',
  });
}

const isObjectsRule = (rule: Rule): rule is ObjectsRule => rule.needs === 'objects';

/** Whether anything of its failing examples is mended. */
async function isFixable(ways: readonly Rule[]): Promise<boolean> {
  const { checkWithFixes } = await import('../check/check-objects.ts');
  for (const rule of ways.filter(isObjectsRule)) {
    const objects = rule.examples.failing.map((object) => ({ object }));
    if ((await checkWithFixes([rule], objects)).fixes.length > 0) return true;
  }
  return false;
}

/** An example as a person would have written it. */
async function exampleOf(rule: Rule, which: 'failing' | 'passing'): Promise<string> {
  const { writeYaml, writeYamlStream } = await import('../kube/yaml-write.ts');
  if (rule.needs === 'objects') return rule.examples[which].length === 0 ? '' : writeYamlStream(rule.examples[which]);
  if (rule.needs === 'lab') {
    const { nestExample } = await import('../check/nest-example.ts');
    const example = rule.examples[which][0] ?? {};
    return Object.keys(example).length === 0 ? '' : writeYaml(nestExample(example));
  }
  const { objects = [] } = rule.examples[which][0] ?? {};
  return objects.length === 0 ? '' : writeYamlStream(objects);
}
