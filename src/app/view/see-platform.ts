import type { ClusterReader } from '../../cluster/cluster.ts';
import type { Finding } from '../../core/finding.ts';
import type { RunningPlatform } from '../platform.ts';
import { computeReach } from '../reach.ts';
import type { Subject } from '../subject.ts';
import { followAsked, readAsked } from '../trace.ts';
import { observe } from '../up.ts';
import type { UpReport } from '../up-report.ts';
import { openWire } from '../wire.ts';
import { requestsOf } from './askable-requests.ts';
import { viewJourney } from './journey.ts';
import type { OpenViews } from './open-views.ts';
import type { PageView } from './page-view.ts';
import { viewTopology } from './topology.ts';

/** A platform that is up in the embedded cluster. */
export interface PlatformToSee extends RunningPlatform {
  readonly subject: Subject;
  /** What was found before it came up. */
  readonly found: readonly Finding[];
  /** What really runs, where the embedded cluster only goes on from it: how things are is read there. */
  readonly real?: ClusterReader;
}

/** A platform as it was seen, kept for questions. */
export interface SeenPlatform extends Pick<OpenViews, 'journey' | 'close'> {
  readonly report: Omit<UpReport, 'wallMs'>;
  readonly page: Pick<PageView, 'verdict' | 'kept' | 'asked' | 'topology' | 'reach' | 'requests'>;
}

/** Asks a platform for all that is promised, and draws it; it stays up until it is closed. Stops it where that fails. */
export async function seePlatform(platform: PlatformToSee, signal: AbortSignal): Promise<SeenPlatform> {
  const { embedded, subject, found, findings } = platform;
  const { cluster } = embedded;
  const wire = openWire({ cluster, revision: embedded.revision });
  const close = async () => {
    await wire.close();
    await embedded.stop();
  };
  try {
    const report = await observe(subject, { ...platform, wire, found: [...found, ...findings] }, signal);
    const reach = await computeReach(cluster, wire);
    const topology = await viewTopology({
      ...{ name: subject.name, lab: subject.lab, cluster: platform.real ?? cluster },
      ...{ addresses: report.addresses, routes: report.routes, certificates: report.certificates },
      ...{ reach: reach.rows, findings: report.findings },
      isGate: (pod) => wire.gates.some((gate) => gate.owns(pod)),
    });
    const page = {
      verdict: report.verdict,
      kept: report.routes.filter(({ ok }) => ok).length,
      asked: report.routes.length,
      ...{ topology, reach, requests: requestsOf(report.routes, reach.rows) },
    };
    const journey: OpenViews['journey'] = async (url, client) =>
      viewJourney(await followAsked(wire, subject, readAsked(url, client)), topology);
    return { report, page, journey, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
