import { readSnapshot } from '../../cluster/snapshot/read-snapshot.ts';
import { GatehouseError } from '../../core/errors.ts';
import { check } from '../check.ts';
import { diff } from '../diff.ts';
import { examine } from '../doctor.ts';
import { isSnapshot } from '../doctor-snapshot.ts';
import { loadSubject, type Subject, type SubjectOptions } from '../load-subject.ts';
import { startPlatform } from '../platform.ts';
import { tellTimeline } from '../timeline.ts';
import { observe } from '../up.ts';
import { schemaVersion, type UpProgress } from '../up-report.ts';
import { viewChanges } from './changes.ts';
import { viewFindings } from './findings.ts';
import type { OpenViews } from './opened-views.ts';
import { emptyPage } from './page.ts';
import type { PageView } from './page-view.ts';
import { playOnce } from './play-once.ts';
import { seePlatform } from './see-platform.ts';
import { viewSymptoms } from './symptoms.ts';
import { viewTimeline } from './timeline.ts';

/** How views are opened, and who is told. */
export interface ViewOptions extends SubjectOptions {
  readonly onProgress?: (event: UpProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Opens the lab or repository at a path: checks it, brings it up in the embedded cluster and asks for all that is promised. Of a snapshot at
 * the path: shows what was running, and goes on from there.
 */
export async function openViews(path: string, options: ViewOptions = {}): Promise<OpenViews> {
  const { onProgress = () => undefined, signal = new AbortController().signal, ...of } = options;
  const asked = {
    drills: playOnce({ path, options: of }, signal),
    changes: openChanges(path, of),
  };
  if (await isSnapshot(path)) {
    const { seeSnapshot } = await import('./open-snapshot-views.ts');
    return { ...asked, ...(await seeSnapshot(await readSnapshot(path), { path, cluster: 'snapshot' })) };
  }
  const subject = await loadSubject(path, of);
  const checked = await check(path, { ...of, fix: 'dry-run' });
  const findings = viewFindings(checked, path);
  if (!subject.usable || subject.missing.length > 0) {
    const journey = () => Promise.reject(nothingRuns(path));
    return { ...asked, page: emptyPage(subject.name, findings), journey, close: async () => undefined };
  }
  return { ...asked, ...(await openPlatform(subject, { onProgress, signal, findings, found: checked.findings })) };
}

/** What the files at a path do otherwise than another state; nothing is brought up for it. */
export const openChanges =
  (path: string, options: SubjectOptions): OpenViews['changes'] =>
  async (base) =>
    viewChanges(await diff(base, path, options));

const nothingRuns = (path: string): GatehouseError =>
  new GatehouseError(`${path}: there are errors to mend before a request can be followed`, {
    hint: 'the findings say which',
  });

interface Opening {
  readonly onProgress: (event: UpProgress) => void;
  readonly signal: AbortSignal;
  readonly findings: PageView['findings'];
  readonly found: Parameters<typeof tellTimeline>[2];
}

async function openPlatform(subject: Subject, { onProgress, signal, findings, found }: Opening) {
  const platform = await startPlatform(subject, onProgress, signal);
  onProgress({ type: 'phase', name: 'Verifying', detail: 'real requests over loopback' });
  const { embedded, convergence } = platform;
  const { page: seen, ...kept } = await seePlatform({
    ...{ subject, embedded },
    promised: (wire) => observe(subject, { ...platform, wire, found: [...found, ...platform.findings] }, signal),
  });
  try {
    const { cluster, now } = embedded;
    const page: PageView = {
      ...{ schemaVersion, lab: subject.name, cluster: 'embedded', ...seen, findings },
      timeline: viewTimeline(tellTimeline(subject.name, convergence, kept.findings)),
      symptoms: viewSymptoms(await examine({ name: subject.name, cluster, at: now() })),
      journeys: [],
    };
    return { page, journey: kept.journey, close: kept.close };
  } catch (thrown) {
    await kept.close();
    throw thrown;
  }
}
