import type { Visitor } from '../../cluster/network.ts';
import { GatehouseError } from '../../core/errors.ts';
import { check } from '../check.ts';
import { diff } from '../diff.ts';
import { examine } from '../doctor.ts';
import { drill } from '../drill/drill.ts';
import type { DrillReport } from '../drill/drill-report.ts';
import { loadSubject, type Subject, type SubjectOptions } from '../load-subject.ts';
import { startPlatform } from '../platform.ts';
import { computeReach } from '../reach.ts';
import { tellTimeline } from '../timeline.ts';
import { followAsked, readAsked } from '../trace.ts';
import { observe } from '../up.ts';
import { schemaVersion, type UpProgress } from '../up-report.ts';
import { openWire } from '../wire.ts';
import { requestsOf } from './askable-requests.ts';
import { viewChanges } from './changes.ts';
import type { ChangesView } from './changes-view.ts';
import { viewDrills } from './drills.ts';
import type { DrillsView } from './drills-view.ts';
import { viewFindings } from './findings.ts';
import { viewJourney } from './journey.ts';
import type { JourneyView } from './journey-view.ts';
import { emptyPage } from './page.ts';
import type { PageView } from './page-view.ts';
import { viewSymptoms } from './symptoms.ts';
import { viewTimeline } from './timeline.ts';
import { viewTopology } from './topology.ts';

/** A platform that is looked at from all sides: brought up once, and kept for questions. */
export interface OpenViews {
  readonly page: PageView;
  /** Follows any request. Rejects with a GatehouseError when it is none, or there is no platform that it could be followed through. */
  readonly journey: (url: string, client: JourneyClient) => Promise<JourneyView>;
  /** Plays every fault, which may take minutes. */
  readonly drills: (onProgress?: (event: UpProgress) => void) => Promise<DrillsView>;
  /** What it does otherwise than another state: a revision, a folder or a lab file. */
  readonly changes: (base: string) => Promise<ChangesView>;
  readonly close: () => Promise<void>;
}

/** Who asks: somebody from the internet who has not signed in, when nothing is said. */
export interface JourneyClient {
  readonly from?: string;
  readonly visitor?: Visitor;
}

/** How views are opened, and who is told. */
export interface ViewOptions extends SubjectOptions {
  readonly onProgress?: (event: UpProgress) => void;
  readonly signal?: AbortSignal;
}

/** Opens the lab or repository at a path: checks it, brings it up in the embedded cluster and asks for all that is promised. */
export async function openViews(path: string, options: ViewOptions = {}): Promise<OpenViews> {
  const { onProgress = () => undefined, signal = new AbortController().signal, ...of } = options;
  const subject = await loadSubject(path, of);
  const checked = await check(path, { ...of, fix: 'dry-run' });
  const findings = viewFindings(checked, path);
  const common = {
    drills: playOnce((told) => drill(path, { ...of, onProgress: told, signal })),
    changes: async (base: string) => viewChanges(await diff(base, path, of)),
  };
  if (!subject.usable || subject.missing.length > 0) {
    const journey = () => Promise.reject(nothingRuns(path));
    return { ...common, page: emptyPage(subject.name, findings), journey, close: async () => undefined };
  }
  return { ...common, ...(await openPlatform(subject, { onProgress, signal, findings, found: checked.findings })) };
}

/** Faults are played for the first who asks; the others wait for the same. What failed is played anew. */
function playOnce(play: (told?: (event: UpProgress) => void) => Promise<DrillReport>): OpenViews['drills'] {
  let playing: Promise<DrillsView> | undefined;
  return (told) => {
    playing ??= play(told)
      .then(viewDrills)
      .catch((thrown: unknown) => {
        playing = undefined;
        throw thrown;
      });
    return playing;
  };
}

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
  const { cluster } = platform.embedded;
  const wire = openWire({ cluster, revision: platform.embedded.revision });
  const close = async () => {
    await wire.close();
    await platform.embedded.stop();
  };
  try {
    onProgress({ type: 'phase', name: 'Verifying', detail: 'real requests over loopback' });
    const report = await observe(subject, { ...platform, wire, found: [...found, ...platform.findings] }, signal);
    const reach = await computeReach(cluster, wire);
    const topology = await viewTopology({
      ...{ name: subject.name, lab: subject.lab, cluster },
      ...{ addresses: report.addresses, routes: report.routes, certificates: report.certificates },
      ...{ reach: reach.rows, findings: report.findings },
      isGate: (pod) => wire.gates.some((gate) => gate.owns(pod)),
    });
    const symptoms = await examine({ name: subject.name, cluster, at: platform.embedded.now() });
    const page: PageView = {
      ...{ schemaVersion, lab: subject.name, cluster: 'embedded', verdict: report.verdict },
      kept: report.routes.filter(({ ok }) => ok).length,
      asked: report.routes.length,
      ...{ topology, reach, findings },
      requests: requestsOf(report.routes, reach.rows),
      timeline: viewTimeline(tellTimeline(subject.name, report.convergence, report.findings)),
      symptoms: viewSymptoms(symptoms),
      journeys: [],
    };
    const journey = async (url: string, client: JourneyClient) =>
      viewJourney(await followAsked(wire, subject, readAsked(url, client)), topology);
    return { page, journey, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
