import type { ObjectsRule, Rule } from '../check/rule.ts';
import { GatehouseError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';
import { ruledSystems } from '../systems/ruled.ts';
import type { Explanation } from './explain-report.ts';
import { noticeParts } from './notices/all-notices.ts';
import { schemaVersion } from './up-report.ts';

/** Explains the code of a finding, or of what a doctor looks for. Throws a GatehouseError for one that there is not. */
export async function explain(code: string): Promise<Explanation> {
  if (code.trim() === '')
    throw new GatehouseError('explain: the code is empty', {
      hint: 'name one, e.g. gatehouse explain pool-overlaps-dhcp',
    });
  const told = (await explainRule(code)) ?? explainNotice(code) ?? (await explainPlaybook(code));
  if (!told) throw await noSuchCode(code);
  return { schemaVersion, code, ...told };
}

type Told = Omit<Explanation, 'schemaVersion' | 'code'>;

async function explainRule(code: string): Promise<Told | undefined> {
  const system = ruledSystems.find(({ rules }) => rules.some(({ id }) => id === code));
  const ways: readonly Rule[] = system?.rules.filter(({ id }) => id === code) ?? [];
  const [rule] = ways;
  if (!system || !rule) return undefined;
  const { summary, why, severity } = rule;
  return {
    kind: 'rule',
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

const withoutExamples = { fixable: false, failing: '', passing: '' };

function explainNotice(code: string): Told | undefined {
  for (const { title, notices } of noticeParts) {
    const notice = Object.hasOwn(notices, code) ? notices[code] : undefined;
    if (notice) return { kind: 'notice', system: title, shownBy: [], ...notice, ...withoutExamples };
  }
  return undefined;
}

async function explainPlaybook(code: string): Promise<Told | undefined> {
  const { playbooksBySystem } = await import('../systems/playbooks.ts');
  for (const { system, playbooks } of playbooksBySystem) {
    const playbook = playbooks.find(({ id }) => id === code);
    if (!playbook) continue;
    return {
      kind: 'playbook',
      system: ruledSystems.find(({ id }) => id === system)?.title ?? system,
      severity: 'error',
      shownBy: ['cluster'],
      summary: playbook.symptom,
      why: playbook.why,
      next: 'as `gatehouse doctor` says: what stands behind it, most likely first, with the command for each',
      ...withoutExamples,
    };
  }
  return undefined;
}

/** Codes of all that is explained, in order: of rules, notices and playbooks. */
export async function explainedCodes(): Promise<readonly string[]> {
  const { playbooksBySystem } = await import('../systems/playbooks.ts');
  const rules = ruledSystems.flatMap(({ rules }): readonly Rule[] => rules).map(({ id }) => id);
  const notices = noticeParts.flatMap((part) => Object.keys(part.notices));
  const playbooks = playbooksBySystem.flatMap((each) => each.playbooks).map(({ id }) => id);
  return [...new Set([...rules, ...notices, ...playbooks])].sort();
}

async function noSuchCode(code: string): Promise<GatehouseError> {
  const near = nearestName(code, await explainedCodes());
  return new GatehouseError(`${code}: nothing that Gatehouse tells has this code`, {
    hint: near ? `did you mean ${near}?` : 'docs/reference lists rules, notices and playbooks',
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
