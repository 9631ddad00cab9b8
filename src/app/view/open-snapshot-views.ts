import { groupCauses } from '../../check/causes.ts';
import { readerOf } from '../../check/example-input.ts';
import type { Snapshot } from '../../cluster/snapshot/format.ts';
import { compareFindings, type Finding } from '../../core/finding.ts';
import { objectsRules } from '../../systems/objects-rules.ts';
import { adoptPlatform } from '../adopt-platform.ts';
import { examineSnapshot } from '../doctor-snapshot.ts';
import { newestSign } from '../newest-sign.ts';
import { runningRows } from '../running-rows.ts';
import { tellTimeline } from '../timeline.ts';
import { schemaVersion } from '../up-report.ts';
import { viewFindings } from './findings.ts';
import { followPromises } from './follow-promises.ts';
import type { OpenViews } from './opened-views.ts';
import type { PageView } from './page-view.ts';
import { seePlatform } from './see-platform.ts';
import { viewSymptoms } from './symptoms.ts';
import { viewTimeline } from './timeline.ts';

/** What a page of something that runs is made with. */
export interface RunningOptions {
  /** The path to name in a command. */
  readonly path: string;
  /** `snapshot`, or the name of the context. */
  readonly cluster: string;
  /** Where it is not as its files say. */
  readonly held?: readonly Finding[];
}

/** What can be told of what runs; drills and changes are somebody else's to play. */
export type SeenSnapshot = Pick<OpenViews, 'page' | 'journey' | 'close'>;

/** What was running when a snapshot was taken: how things were is read in it, and requests go through a copy that lives on from there. */
export async function seeSnapshot(
  snapshot: Snapshot,
  { path, cluster, held = [] }: RunningOptions,
): Promise<SeenSnapshot> {
  const { objects } = snapshot;
  const { subject, embedded, findings } = await adoptPlatform(snapshot, path);
  const found = [...findings, ...held].sort(compareFindings);
  const seen = await seePlatform({
    ...{ subject, embedded, real: readerOf(objects) },
    promised: (wire) => followPromises(embedded, wire, found),
  });
  const causes = groupCauses(found, { rules: objectsRules, objects: [] });
  const rows = runningRows(objects, newestSign(objects));
  const page: PageView = {
    ...{ schemaVersion, lab: subject.name, cluster },
    ...seen.page,
    timeline: viewTimeline(tellTimeline(subject.name, rows, [])),
    findings: viewFindings({ schemaVersion, name: subject.name, findings: found, causes }, path),
    symptoms: viewSymptoms(await examineSnapshot(snapshot)),
    journeys: [],
  };
  return { page, journey: seen.journey, close: seen.close };
}
