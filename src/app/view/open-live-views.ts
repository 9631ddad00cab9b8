import type { LiveCluster } from '../../cluster/live/index.ts';
import { takeSnapshot } from '../../cluster/snapshot/take-snapshot.ts';
import { diffContext } from '../diff-running.ts';
import { examineLive } from '../doctor.ts';
import { type ContextOptions, openContext } from '../open-context.ts';
import { viewChanges } from './changes.ts';
import { type Expectation, openExpectation } from './expectation.ts';
import { keepUpToDate, type Pace, usualPace } from './keep-up-to-date.ts';
import type { LiveEvent } from './live-event.ts';
import { followTimeline } from './live-timeline.ts';
import { type SeenSnapshot, seeSnapshot } from './open-snapshot-views.ts';
import type { ViewOptions } from './open-views.ts';
import type { OpenViews } from './opened-views.ts';
import { playOnce } from './play-once.ts';
import { viewSymptoms } from './symptoms.ts';
import { watchPulse } from './watch-pulse.ts';
import { watchRunning } from './watch-running.ts';

/** Which cluster is looked at, and who is told what happens in it. */
export interface LiveViewOptions extends ViewOptions {
  readonly choice: ContextOptions;
  /** The lab or repository that it is held against. */
  readonly path?: string;
  readonly tell: (event: LiveEvent) => void;
  readonly pace?: Pace;
}

/**
 * Opens the cluster of a context to be looked at: what runs, how it comes up, what it is ill with. It is watched until it is closed, and never
 * written to. Rejects where it does not answer at first; later that is told, and it is gone on when it answers again.
 */
export async function openLiveViews(options: LiveViewOptions): Promise<OpenViews> {
  const { choice, path, tell: _, pace = usualPace, onProgress, signal, ...of } = options;
  onProgress?.({ type: 'phase', name: 'Reading', detail: 'what runs; nothing is written' });
  const live = await openContext(choice);
  const opened: Opened = { live, ends: [live.close] };
  try {
    const pulse = await openContext({
      ...choice,
      requestTimeout: Math.min(choice.requestTimeout, pace.patienceSeconds),
    });
    opened.ends.push(pulse.close);
    const expectation = path === undefined ? undefined : await openExpectation(path, of);
    if (expectation) opened.ends.push(expectation.close);
    return await follow({ ...opened, pulse, ...(expectation && { expectation }) }, { ...options, pace });
  } catch (thrown) {
    await closeAll(opened);
    throw thrown;
  }
}

interface Opened {
  readonly live: LiveCluster;
  /** What ends it, in order of opening. */
  readonly ends: (() => Promise<unknown>)[];
}

const closeAll = async ({ ends }: Opened): Promise<void> =>
  void (await Promise.allSettled([...ends].reverse().map((end) => end())));

interface Following extends Opened {
  /** The same cluster, asked with less patience whether it is there. */
  readonly pulse: LiveCluster;
  readonly expectation?: Expectation;
}

async function follow(
  { pulse, expectation, ...opened }: Following,
  { choice, path = '.', tell, pace = usualPace, onProgress: _, signal, ...of }: LiveViewOptions,
): Promise<OpenViews> {
  const { live, ends } = opened;
  const name = live.context || 'cluster';
  const timeline = followTimeline({ name, now: live.cluster.now, predicted: expectation?.convergence ?? [] });
  const running = watchRunning(live.cluster, {
    onReadiness: () => upToDate.readinessTold(),
    onChange: () => upToDate.changed(),
  });
  const grown = () => timeline.view(running.objects());
  const see = async (): Promise<SeenSnapshot> => {
    const { cluster, context } = live;
    const snapshot = await takeSnapshot({ cluster, context, kubernetesVersion: await live.version() });
    running.know(snapshot.objects);
    const held = await expectation?.compare(cluster);
    return seeSnapshot(snapshot, { path, cluster: name, ...(held && { held }) });
  };
  const examine = async () => viewSymptoms(await examineLive(live));
  let [seen, symptoms] = [await see(), await examine()];
  ends.push(() => seen.close());
  const upToDate = keepUpToDate(
    {
      redraw: async () => {
        const before = seen;
        seen = await see();
        tell({ type: 'renewed' });
        await before.close();
      },
      examine: async () => {
        symptoms = await examine();
        tell({ type: 'symptoms', symptoms });
      },
      grow: () => tell({ type: 'timeline', timeline: grown() }),
      isGrowing: () => !timeline.isDone(running.objects()),
    },
    pace,
  );
  const stopPulse = watchPulse({
    ask: pulse.version,
    every: pace.pulseSeconds * 1000,
    tell: (isThere, message) => {
      tell({ type: 'cluster', isThere, message });
      if (!isThere) return;
      running.resume();
      upToDate.changed();
    },
  });
  running.resume();
  upToDate.start();
  ends.push(async () => {
    upToDate.stop();
    stopPulse();
    running.stop();
  });
  return {
    get page() {
      return { ...seen.page, symptoms, timeline: grown() };
    },
    journey: (url, client) => seen.journey(url, client),
    drills: playOnce({ path, choice: plain(choice), options: {} }, signal),
    changes: async (files) => viewChanges(await diffContext(choice, files, of)),
    close: () => closeAll(opened),
  };
}

/** What of a choice can be told to another process. */
const plain = ({ context, kubeconfig, requestTimeout }: ContextOptions): ContextOptions => ({
  ...(context !== undefined && { context }),
  ...(kubeconfig !== undefined && { kubeconfig }),
  requestTimeout,
});
