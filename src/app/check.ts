import { type Cause, groupCauses } from '../check/causes.ts';
import { checkObjects } from '../check/check-objects.ts';
import { type ObjectsRule, objectsRulesOf } from '../check/rule.ts';
import { compareFindings, type Finding } from '../core/finding.ts';
import { systems } from '../systems/index.ts';
import { chartFindings, chartRows } from './chart-rows.ts';
import { type BaselineOptions, type BaselineReport, withBaseline } from './check-baseline.ts';
import { splitByUse, withoutUnapplied } from './judged-objects.ts';
import { knownDefinitionsOf } from './known-definitions.ts';
import { type ImageSources, readImages } from './known-images.ts';
import { loadSubjects, repositoryOfSubject, type Subject, type SubjectOptions } from './load-subject.ts';
import { type CheckedCluster, mergeClusters } from './merge-clusters.ts';
import { findPolicyFile } from './policies/find-policy-file.ts';
import { type ChartRow, schemaVersion } from './up-report.ts';

/** What `gatehouse check` found. */
export interface CheckReport {
  readonly schemaVersion: typeof schemaVersion;
  readonly name: string;
  /** The folder that files of findings are relative to, as it was named. */
  readonly root: string;
  /** The lab file as it was named: findings in it say this path. */
  readonly lab?: string;
  /** Objects looked at, those that charts make included. */
  readonly objects: number;
  readonly findings: readonly Finding[];
  /** The findings by what causes them, the worst first. */
  readonly causes: readonly Cause[];
  readonly charts: readonly ChartRow[];
  /** Of a repository for several clusters: those that were checked, each by itself. */
  readonly clusters?: readonly { readonly name: string; readonly objects: number }[];
  /** What was known before and is left out here. */
  readonly baseline?: BaselineReport;
}

/** The rules of all systems that look at objects. */
export const allRules: readonly ObjectsRule[] = objectsRulesOf(systems.flatMap(({ rules }) => rules));

/** What `gatehouse check` is told beside the path. */
export type CheckOptions = SubjectOptions & ImageSources & BaselineOptions;

/** Findings over the lab or repository at a path, without those that a baseline knows. */
export async function check(path: string, options: CheckOptions = {}): Promise<CheckReport> {
  const subjects = await loadSubjects(path, options);
  const parts: CheckedCluster[] = [];
  for (const subject of subjects) {
    const objects = subject.usable ? (await repositoryOfSubject(subject)).objects : [];
    const findings = [...(await checkSubject(subject, options)), ...(await ownPolicies(subject))];
    parts.push({ name: subject.cluster ?? '', objects, findings, charts: chartRows(subject.releases) });
  }
  const { name, folder: root, labFile: lab } = subjects[0]!;
  const merged = mergeClusters(parts);
  const usable = subjects.every((each) => each.usable);
  const judged = await withBaseline({ ...subjects[0]!, usable }, merged.findings, options);
  const objects = parts.flatMap((part) => part.objects);
  const causes = groupCauses(judged.findings, { rules: allRules, objects });
  return { schemaVersion, name, root, ...(lab && { lab }), ...merged, ...judged, causes };
}

/** Findings over a subject: what reading it found, and what the rules of all systems find in its objects and the images they run. */
export async function checkSubject(subject: Subject, sources: ImageSources = {}): Promise<readonly Finding[]> {
  if (!subject.usable || subject.missing.length > 0) return [...subject.findings, ...subject.missing];
  const repository = await repositoryOfSubject(subject);
  const { findings } = repository;
  const { judged, beside } = splitByUse(repository);
  const images = await readImages(judged, sources);
  const around = { beside, definitionsOf: knownDefinitionsOf };
  const hits = await checkObjects(allRules, [...judged, ...images.objects], subject.tree, around);
  const found = withoutUnapplied(hits, repository);
  const charts = chartFindings(subject.releases);
  const sealed = await sealedFindings(subject);
  return [...subject.findings, ...findings, ...images.findings, ...charts, ...sealed, ...found].sort(compareFindings);
}

/** Policies of a person's own, where there are any: only then is the subject brought up for them. */
async function ownPolicies(subject: Subject): Promise<readonly Finding[]> {
  if (!subject.usable || subject.missing.length > 0 || !(await findPolicyFile(subject))) return [];
  const { policyFindings } = await import('./policies/policy-report.ts');
  return policyFindings(subject);
}

/** With an age key: whether it opens each encrypted file of the tree, and whether the file is as it was encrypted. What is in it is looked at by nobody. */
async function sealedFindings({ tree, identities }: Subject): Promise<readonly Finding[]> {
  if (identities === undefined) return [];
  const { judgeSealed } = await import('./secrets-check.ts');
  const found: Finding[] = [];
  for (const [file, text] of tree) found.push(...(await judgeSealed(file, text, identities)));
  return found;
}
