import type { ClusterReader } from '../../cluster/cluster.ts';
import type { Finding } from '../../core/finding.ts';
import type { RunningPlatform } from '../platform.ts';
import { computeReach } from '../reach.ts';
import type { Subject } from '../subject.ts';
import { followAsked, readAsked } from '../trace.ts';
import { openWire, type Wire } from '../wire.ts';
import { requestsOf } from './askable-requests.ts';
import type { Promised } from './follow-promises.ts';
import { viewJourney } from './journey.ts';
import type { OpenViews } from './opened-views.ts';
import type { PageView } from './page-view.ts';
import { viewTopology } from './topology.ts';

/** A platform that is up in the embedded cluster, and what it is. */
export interface PlatformToSee {
  readonly subject: Subject;
  readonly embedded: RunningPlatform['embedded'];
  /** What really runs, where the embedded cluster only goes on from it: how things are is read there. */
  readonly real?: ClusterReader;
  /** Finds what is promised, and what comes of it. */
  readonly promised: (wire: Wire) => Promise<Promised>;
}

/** A platform as it was seen, kept for questions. */
export interface SeenPlatform extends Pick<OpenViews, 'journey' | 'close'> {
  readonly findings: readonly Finding[];
  readonly page: Pick<PageView, 'verdict' | 'kept' | 'asked' | 'topology' | 'reach' | 'requests'>;
}

/** Draws a platform, with what is promised of it; it stays up until it is closed. Stops it where that fails. */
export async function seePlatform({ embedded, subject, real, promised }: PlatformToSee): Promise<SeenPlatform> {
  const { cluster } = embedded;
  const wire = openWire({ cluster, revision: embedded.revision });
  const close = async () => {
    await wire.close();
    await embedded.stop();
  };
  try {
    const { verdict, addresses, routes, certificates, findings } = await promised(wire);
    const reach = await computeReach(cluster, wire);
    const topology = await viewTopology({
      ...{ name: subject.name, lab: subject.lab, cluster: real ?? cluster },
      ...{ addresses, routes, certificates, reach: reach.rows, findings },
      isGate: (pod) => wire.gates.some((gate) => gate.owns(pod)),
    });
    const counts = { kept: routes.filter(({ ok }) => ok).length, asked: routes.length };
    const page = { verdict, ...counts, topology, reach, requests: requestsOf(routes, reach.rows) };
    const journey: OpenViews['journey'] = async (url, client) =>
      viewJourney(await followAsked(wire, subject, readAsked(url, client)), topology);
    return { findings, page, journey, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
