import { nestExample } from '../src/check/nest-example.ts';
import type { Rule } from '../src/check/rule.ts';
import { writeYaml, writeYamlStream } from '../src/kube/yaml-write.ts';
import { ruledSystems } from '../src/systems/ruled.ts';

const shownBy: Readonly<Record<Rule['needs'], string>> = {
  lab: 'a lab file',
  objects: 'the objects of a repository',
  cluster: 'a running platform',
};

/** The reference pages of the rules: a list of all, and a page a system with a section for each. Path and text. */
export function rulePages(): readonly (readonly [string, string])[] {
  const ruled = ruledSystems.filter(({ rules }) => rules.length > 0);
  const pages = ruled.map(({ id, title, rules }) => {
    const sections = [...groupById(rules)].map(([rule, ways]) => section(rule, ways));
    return [`docs/reference/rules/${id}.md`, `# Rules of ${title}\n\n${sections.join('\n')}`] as const;
  });
  return [['docs/reference/rules.md', listPage()], ...pages];
}

function listPage(): string {
  const head =
    'What Gatehouse looks for. `check` looks in the lab file and in the objects of a repository, `up` also at the platform that runs. A line\n`# gatehouse: ignore=RULE why` above an object silences there what objects show.';
  const tables = ruledSystems.flatMap(({ id, title, rules }) => {
    const rows = [...groupById(rules)].map(([rule, [first, ...more]]) => {
      const needs = [first, ...more].map((way) => way?.needs).join(', ');
      return `| [${rule}](rules/${id}.md#${rule}) | ${needs} | ${first?.severity} | ${cell(first?.summary ?? '')} |`;
    });
    if (rows.length === 0) return [];
    return [`## ${title}\n\n| rule | needs | severity | found when |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`];
  });
  return `# Rules\n\n${head}\n\n${tables.join('\n')}`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function groupById(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) groups.set(rule.id, [...(groups.get(rule.id) ?? []), rule]);
  return groups;
}

const section = (id: string, ways: readonly Rule[]): string => `## ${id}\n\n${ways.map(wayText).join('\n')}`;

function wayText(rule: Rule): string {
  const told = `Shown by ${shownBy[rule.needs]}. ${rule.severity}: ${rule.summary}\n\nWhy: ${rule.why}\n`;
  const example = exampleOf(rule);
  return example === undefined ? told : `${told}\nFound in:\n\n\`\`\`yaml\n${example}\`\`\`\n`;
}

/** The first example in which the mistake is found, as a user would have written it; undefined where only what was seen shows it. */
function exampleOf(rule: Rule): string | undefined {
  if (rule.needs === 'lab') return writeYaml(nestExample(rule.examples.failing[0] ?? {}));
  if (rule.needs === 'objects') return writeYamlStream(rule.examples.failing);
  const { objects = [] } = rule.examples.failing[0] ?? {};
  return objects.length === 0 ? undefined : writeYamlStream(objects);
}
