import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it, test } from 'vitest';
import { checkCluster } from '../check/check-cluster.ts';
import { checkLabBy } from '../check/check-lab.ts';
import { checkObjects } from '../check/check-objects.ts';
import { inputOf } from '../check/example-input.ts';
import {
  type ClusterExample,
  clusterRulesOf,
  type LabExample,
  type LabRule,
  objectsRulesOf,
  type Rule,
} from '../check/rule.ts';
import type { Finding } from '../core/finding.ts';
import type { UnknownObject } from '../kube/object.ts';
import { homeText } from '../lab/fixtures/home.ts';
import { parseLab } from '../lab/parse-lab.ts';
import { type Lab, labDefinition } from './lab.ts';
import { objectsRules } from './objects-rules.ts';
import { ruledSystems } from './ruled.ts';

const folder = join(process.cwd(), 'src/systems');
const files = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => ruleFilesIn(name).map((file) => `${name}/${file.slice(0, -3)}`))
  .sort();
const all = ruledSystems.flatMap((system) =>
  system.rules.map((rule) => [`${system.id}/${rule.id}, from ${rule.needs}`, rule] as const),
);

const clusterIds = new Set(clusterRulesOf(all.map(([, rule]) => rule)).map(({ id }) => id));

/** What a rule finds in each of its examples. */
async function found(rule: Rule, which: 'passing' | 'failing'): Promise<readonly (readonly Finding[])[]> {
  if (rule.needs === 'lab')
    return Promise.all(rule.examples[which].map((example) => inLab(rule as LabRule<Lab>, example)));
  if (rule.needs === 'cluster') return Promise.all(rule.examples[which].map((example) => inCluster(rule, example)));
  return rule.examples[which].length === 0 ? [] : [await inObjects(rule, rule.examples[which])];
}

async function inLab(rule: LabRule<Lab>, example: LabExample): Promise<readonly Finding[]> {
  const { lab, findings } = await parseLab(JSON.stringify(changed(example)), 'lab.yaml', {
    definition: labDefinition,
    check: checkLabBy<Lab>([rule]),
  });
  expect(lab, JSON.stringify(findings)).toBeDefined();
  return findings;
}

const noPlace = async (): Promise<undefined> => undefined;

const inCluster = async (
  rule: Rule & { readonly needs: 'cluster' },
  example: ClusterExample,
): Promise<readonly Finding[]> => checkCluster([rule], await inputOf(example, clusterIds), noPlace);

const inObjects = async (
  rule: Rule & { readonly needs: 'objects' },
  objects: readonly UnknownObject[],
): Promise<readonly Finding[]> =>
  checkObjects(
    [rule],
    objects.map((object) => ({ object })),
  );

/** The sample lab with what an example changes. */
function changed(example: LabExample): unknown {
  const lab = load(homeText);
  for (const [path, value] of Object.entries(example)) {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    let at = lab as Record<string, unknown>;
    for (const step of steps) {
      at[step] ??= {};
      at = at[step] as Record<string, unknown>;
    }
    at[last] = value;
  }
  return lab;
}

describe('the rules of all systems', () => {
  it('are those of their folders, each mistake in a file of its name, and named nowhere else', () => {
    const names = ruledSystems.flatMap((system) => system.rules.map(({ id }) => `${system.id}/${id}`));
    expect([...new Set(names)].sort()).toEqual(files);
    const ids = files.map((file) => file.split('/')[1]);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('look at each input in one way', () => {
    const ways = all.map(([name]) => name);
    expect(ways).toEqual([...new Set(ways)]);
  });

  it.each(all)('%s finds nothing in what passes', async (_, rule) => {
    const findings = await found(rule, 'passing');
    expect(findings).not.toEqual([]);
    expect(findings.flat()).toEqual([]);
  });

  it.each(all)('%s finds its mistake in what fails', async (_, rule) => {
    const findings = await found(rule, 'failing');
    expect(findings).not.toEqual([]);
    expect(findings.map((each) => [...new Set(each.map(({ code }) => code))])).toEqual(findings.map(() => [rule.id]));
  });

  it.each(all)('%s says what to do, or what would make it known', async (_, rule) => {
    const findings = await found(rule, 'failing');
    expect(findings.flat().filter(({ hint, knownBy }) => !hint && !knownBy)).toEqual([]);
  });

  it.each(all)('%s says in one line what it is and which rule is behind it', (_, { needs, summary, why }) => {
    expect(summary).toMatch(/^[A-Z][^\n]+\.$/);
    expect(why).toMatch(needs === 'lab' ? /\w{4}/ : /\.(go|md|cs|ts|yaml)\b|\bdocs\b|\bpkg\/\w|RFC \d+/);
  });
});

test('everything that systems say of a running platform has a rule that tells it', () => {
  const told = sourcesIn('')
    .filter((path) => !path.includes('/rules/') && !path.endsWith('.test.ts'))
    .flatMap((path) => [...readFileSync(join(folder, path), 'utf8').matchAll(/^ +code: '([a-z-]+)'/gm)])
    .map(([, code = '']) => code);
  expect(told.length).toBeGreaterThan(20);
  expect(told.filter((code) => !clusterIds.has(code))).toEqual([]);
});

test('no rule stands outside the rules of a system', () => {
  const outside = sourcesIn('')
    .filter((path) => !/\/rules\/[a-z0-9-]+\.ts$/.test(path) && !path.endsWith('.test.ts'))
    .filter((path) =>
      /\bconst \w+: (readonly \[)?(Lab|Objects|Cluster)Rule\b/.test(readFileSync(join(folder, path), 'utf8')),
    );
  expect(outside).toEqual([]);
});

function sourcesIn(path: string): readonly string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const inside = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) return sourcesIn(inside);
    return entry.name.endsWith('.ts') ? [inside] : [];
  });
}

function ruleFilesIn(system: string): readonly string[] {
  const names = readdirSync(join(folder, system));
  if (!names.includes('rules')) return [];
  return readdirSync(join(folder, system, 'rules')).filter(
    (file) => /^[a-z0-9-]+\.ts$/.test(file) && file !== 'index.ts',
  );
}

test('rules of objects that are loaded by themselves are those of all systems', () => {
  const ids = objectsRulesOf(ruledSystems.flatMap(({ rules }) => rules)).map(({ id }) => id);
  expect(objectsRules.map(({ id }) => id).sort()).toEqual(ids.sort());
});
