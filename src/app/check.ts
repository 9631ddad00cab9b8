import type { FixableFinding } from '../check/apply-fixes.ts';
import { groupCauses } from '../check/causes.ts';
import { type CheckedObjects, checkWithFixes } from '../check/check-objects.ts';
import { compareFindings, type Finding, hasErrors, hasUnknowns, placeKeyOf } from '../core/finding.ts';
import { isByHand } from '../repo/releases/find-release-chart.ts';
import type { RenderedRelease } from '../repo/releases/rendered-release.ts';
import type { Repository } from '../repo/repository.ts';
import { objectsRules } from '../systems/objects-rules.ts';
import { chartFindings, chartRows } from './chart-rows.ts';
import { withBaseline } from './check-baseline.ts';
import type { FixReport } from './check-fix.ts';
import type { CheckOptions, CheckReport } from './check-report.ts';
import { coverageOf } from './coverage.ts';
import { splitByUse, withoutUnapplied } from './judged-objects.ts';
import { knownDefinitionsOf } from './known-definitions.ts';
import { type ImageSources, readImages } from './known-images.ts';
import { loadSubjects, repositoryOfSubject, type Subject } from './load-subject.ts';
import { type CheckedCluster, mergeClusters } from './merge-clusters.ts';
import { findPolicyFile } from './policies/find-policy-file.ts';
import { runningAt } from './running-at.ts';
import { schemaVersion } from './up-report.ts';

export type { CheckOptions, CheckReport } from './check-report.ts';

/** Findings over the lab or repository at a path, or over what runs, without those that a baseline knows. */
export async function check(path: string, options: CheckOptions = {}): Promise<CheckReport> {
  const running = await runningAt(path, options);
  if (running) {
    const { checkRunning } = await import('./check-running.ts');
    return checkRunning(running, path, options);
  }
  const subjects = await loadSubjects(path, options);
  const { judged: all, fix } = await judgeAndFix(subjects, options);
  const parts: CheckedCluster[] = [];
  for (const [index, subject] of subjects.entries()) {
    const objects = subject.usable ? (await repositoryOfSubject(subject)).objects : [];
    const findings = [...all[index]!.findings, ...(await ownPolicies(subject))];
    parts.push({
      name: subject.cluster ?? '',
      objects,
      findings,
      charts: chartRows(subject.releases),
      coverage: await coverageOf(subject, findings),
    });
  }
  const { name, folder: root, labFile: lab } = subjects[0]!;
  const merged = mergeClusters(parts);
  const usable = subjects.every((each) => each.usable);
  const judged = await withBaseline({ ...subjects[0]!, usable }, merged.findings, options);
  const fixes = all.flatMap((each) => each.fixes);
  return {
    schemaVersion,
    name,
    root,
    ...(lab && { lab }),
    ...merged,
    ...judged,
    fixable: countFixable(judged.findings, fixes),
    causes: groupCauses(judged.findings, { rules: objectsRules, objects: parts.flatMap((part) => part.objects) }),
    ...(fix && { fix }),
  };
}

/** What was found in each subject, after what could be mended was. */
async function judgeAndFix(
  subjects: readonly Subject[],
  options: CheckOptions,
): Promise<{ readonly judged: readonly CheckedObjects[]; readonly fix?: FixReport }> {
  const judge = (each: Subject) => judgeSubject(each, options);
  const judged: CheckedObjects[] = [];
  for (const subject of subjects) judged.push(await judge(subject));
  if (options.fix === undefined) return { judged };
  const { fixSubjects } = await import('./check-fix.ts');
  return fixSubjects(subjects, judged, { judge, dryRun: options.fix === 'dry-run' });
}

function countFixable(findings: readonly Finding[], fixes: readonly FixableFinding[]): number {
  const mended = new Set(fixes.map(({ finding }) => placeKeyOf(finding)));
  return findings.filter((finding) => mended.has(placeKeyOf(finding))).length;
}

/** Findings over a subject: what reading it found, and what the rules of all systems find in its objects and the images they run. */
export const checkSubject = async (subject: Subject, sources: ImageSources = {}): Promise<readonly Finding[]> =>
  (await judgeSubject(subject, sources)).findings;

async function judgeSubject(subject: Subject, sources: ImageSources): Promise<CheckedObjects> {
  if (!subject.usable || subject.missing.length > 0) {
    return { findings: [...subject.findings, ...subject.missing], fixes: [] };
  }
  const repository = await repositoryOfSubject(subject);
  const { findings } = repository;
  const { judged, beside } = splitByUse(repository);
  const images = await readImages(judged, sources);
  const around = {
    beside,
    definitionsOf: knownDefinitionsOf,
    isWhole: isWhole(repository) && subject.releases.every(isSeen),
  };
  const hits = await checkWithFixes(objectsRules, [...judged, ...images.objects], subject.tree, around);
  const found = withoutUnapplied(hits.findings, repository);
  const told = new Set(found);
  const fixes = hits.fixes.filter(({ finding }) => told.has(finding));
  const charts = chartFindings(subject.releases);
  const sealed = await sealedFindings(subject);
  const all = [...subject.findings, ...findings, ...images.findings, ...charts, ...sealed, ...found];
  return { findings: all.sort(compareFindings), fixes };
}

/** Whether all that was found could be built: findings of reading say what could not, or stands elsewhere. */
const isWhole = ({ kustomizations, findings }: Repository): boolean =>
  kustomizations.every(({ failure }) => failure === undefined) && !hasErrors(findings) && !hasUnknowns(findings);

/** Whether it is known what a release by hand or of Argo CD installs; of those of Flux, rules tell by the namespace. */
const isSeen = ({ release, rendering }: RenderedRelease): boolean =>
  !isByHand(release.object) || (rendering !== undefined && rendering.notKnown === undefined);

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
