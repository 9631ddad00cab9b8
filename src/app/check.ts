import { checkObjects } from '../check/check-objects.ts';
import { type ObjectsRule, objectsRulesOf } from '../check/rule.ts';
import { compareFindings, type Finding } from '../core/finding.ts';
import { systems } from '../systems/index.ts';
import { chartFindings, chartRows } from './chart-rows.ts';
import { knownDefinitionsOf } from './known-definitions.ts';
import { type ImageSources, readImages } from './known-images.ts';
import { loadSubject, repositoryOfSubject, type Subject, type SubjectOptions } from './load-subject.ts';
import { type ChartRow, schemaVersion } from './up-report.ts';

/** What `gatehouse check` found. */
export interface CheckReport {
  readonly schemaVersion: typeof schemaVersion;
  readonly name: string;
  /** Objects looked at, those that charts make included. */
  readonly objects: number;
  readonly findings: readonly Finding[];
  readonly charts: readonly ChartRow[];
}

/** The rules of all systems that look at objects. */
export const allRules: readonly ObjectsRule[] = objectsRulesOf(systems.flatMap(({ rules }) => rules));

/** Findings over the lab or repository at a path. */
export async function check(path: string, options: SubjectOptions & ImageSources = {}): Promise<CheckReport> {
  const subject = await loadSubject(path, options);
  const objects = subject.usable ? (await repositoryOfSubject(subject)).objects.length : 0;
  const charts = chartRows(subject.releases);
  return { schemaVersion, name: subject.name, objects, findings: await checkSubject(subject, options), charts };
}

/** Findings over a subject: what reading it found, and what the rules of all systems find in its objects and the images they run. */
export async function checkSubject(subject: Subject, sources: ImageSources = {}): Promise<readonly Finding[]> {
  if (!subject.usable || subject.missing.length > 0) return [...subject.findings, ...subject.missing];
  const { objects, findings } = await repositoryOfSubject(subject);
  const images = await readImages(objects, sources);
  const found = await checkObjects(allRules, [...objects, ...images.objects], subject.tree, knownDefinitionsOf);
  const charts = chartFindings(subject.releases);
  const sealed = await sealedFindings(subject);
  return [...subject.findings, ...findings, ...images.findings, ...charts, ...sealed, ...found].sort(compareFindings);
}

/** With an age key: whether it opens each encrypted file of the tree, and whether the file is as it was encrypted. What is in it is looked at by nobody. */
async function sealedFindings({ tree, identities }: Subject): Promise<readonly Finding[]> {
  if (identities === undefined) return [];
  const { judgeSealed } = await import('./secrets-check.ts');
  const found: Finding[] = [];
  for (const [file, text] of tree) found.push(...(await judgeSealed(file, text, identities)));
  return found;
}
