import type { ConvergenceRow, Verification } from '../check/observed.ts';
import { findPlaces } from '../check/places.ts';
import type { Snapshot } from '../cluster/snapshot/format.ts';
import { compareFindings, type Finding } from '../core/finding.ts';
import { ruledSystems } from '../systems/ruled.ts';
import type { System } from '../systems/system.ts';
import { missingKinds } from './adopt-platform.ts';
import { chartRows } from './chart-rows.ts';
import { checkSubject } from './check.ts';
import { clusterFindings } from './cluster-findings.ts';
import { endlessFindings } from './endless-findings.ts';
import { explainBySystems } from './explanations.ts';
import { loadSubject, repositoryOfSubject, type Subject, type SubjectOptions } from './load-subject.ts';
import { newestSign } from './newest-sign.ts';
import { softened } from './open-kinds.ts';
import { startPlatform } from './platform.ts';
import { runningAt } from './running-at.ts';
import { runningRows } from './running-rows.ts';
import type { TimelineReport } from './timeline-report.ts';
import { causesOf, longestWay, timelineSteps } from './timeline-steps.ts';
import { isFollowedInPart, makerOf, unknownReleases, withoutRepeats } from './up.ts';
import { schemaVersion } from './up-report.ts';
import { openWire } from './wire.ts';

/** Brings the subject up from an empty cluster in virtual time, and tells in which order, and what never comes up. */
export async function timeline(path: string, options: SubjectOptions = {}): Promise<TimelineReport> {
  const running = await runningAt(path, options);
  if (running) return timelineOfRunning(running);
  const subject = await loadSubject(path, options);
  const found = await checkSubject(subject);
  const base = { schemaVersion, lab: subject.name, from: 'empty' } as const;
  if (!subject.usable || subject.missing.length > 0)
    return {
      ...base,
      seconds: 0,
      steps: [],
      longest: [],
      findings: found.filter(({ severity }) => severity === 'error'),
    };
  const { convergence, findings } = await observe(subject, found);
  return tellTimeline(subject.name, convergence, findings);
}

/**
 * How what runs came up, as far as its objects tell it: when each was made, and since when it is ready. What is not ready has not been for as long
 * as was looked: of that nobody knows that it never will be.
 */
export async function timelineOfRunning(snapshot: Snapshot): Promise<TimelineReport> {
  const { head, objects } = snapshot;
  const rows = runningRows(objects, newestSign(objects));
  const told = tellTimeline(head.context || 'snapshot', rows, []);
  return { ...told, from: 'running', findings: missingKinds(snapshot) };
}

/** The timeline of what was seen to come up, given all that was found. */
export function tellTimeline(
  lab: string,
  convergence: readonly ConvergenceRow[],
  findings: readonly Finding[],
): TimelineReport {
  const steps = timelineSteps(convergence, findings, doesOf);
  const seconds = Math.max(0, ...steps.map(({ readyAt }) => readyAt ?? 0));
  const longest = longestWay(steps);
  return { schemaVersion, lab, from: 'empty', seconds, steps, longest, findings: aboutSteps(findings, convergence) };
}

/** Nothing is asked for: only how things come up is looked at. */
const nothingAsked: Verification = { routes: [], broken: [], unknown: [], problems: [], inward: [] };

async function observe(subject: Subject, found: readonly Finding[]) {
  const platform = await startPlatform(subject, () => undefined);
  const { embedded, convergence, findings } = platform;
  const { cluster } = embedded;
  const wire = openWire({ cluster, revision: embedded.revision });
  try {
    const repository = await repositoryOfSubject(subject);
    const { objects: written } = repository;
    const findPlace = findPlaces({ cluster, written, tree: subject.tree, makerOf });
    const explain = explainBySystems(cluster, wire, written);
    const releases = unknownReleases(chartRows(subject.releases));
    const seen = { cluster, convergence, repository, path: subject.path, explain, ...releases };
    const asSeen = await clusterFindings({ ...seen, addresses: [], verification: nothingAsked }, findPlace);
    const stuck = softened(asSeen, isFollowedInPart(platform, repository));
    const endless = await endlessFindings(embedded.endless(), findPlace);
    return {
      convergence,
      findings: [...withoutRepeats([...found, ...findings], stuck), ...endless].sort(compareFindings),
    };
  } finally {
    await wire.close();
    await embedded.stop();
  }
}

const appliers = new Map(
  ruledSystems.flatMap((system: System) => (system.appliers ?? []).map(({ kind, does }) => [kind.kind, does] as const)),
);

const doesOf = (kind: string) => appliers.get(kind) ?? 'other';

const ordering: ReadonlySet<string> = new Set(
  ruledSystems.flatMap(({ rules }) => rules.filter(({ order }) => order).map(({ id }) => id)),
);

/**
 * What keeps things from coming up, or makes that unknown; what is wrong with the order in which they do; and where nothing comes up, why.
 * Other advice has its place in `check`.
 */
function aboutSteps(findings: readonly Finding[], convergence: readonly ConvergenceRow[]): readonly Finding[] {
  const causes = new Set(causesOf(convergence, findings));
  return findings.filter(
    (finding) =>
      causes.has(finding) ||
      ordering.has(finding.code) ||
      (convergence.length === 0 && (finding.severity === 'error' || finding.severity === 'unknown')),
  );
}
