/** How often a cluster that is looked at is read. Seconds. */
export interface Pace {
  /** Between two questions whether it answers. */
  readonly pulseSeconds: number;
  /** How long that answer may take. */
  readonly patienceSeconds: number;
  /** Of quiet before a change is read: things seldom change alone. */
  readonly quietSeconds: number;
  /** Between two drawings at least. */
  readonly drawSeconds: number;
  /** Between two examinations, also where nothing was told. */
  readonly examineSeconds: number;
}

/** As often as a person would look, and an API does not mind. */
export const usualPace: Pace = {
  pulseSeconds: 3,
  patienceSeconds: 3,
  quietSeconds: 2,
  drawSeconds: 10,
  examineSeconds: 30,
};

/** What is kept up to date, each step by somebody else. */
export interface Kept {
  /** Reads everything anew. May reject: it is tried again. */
  readonly redraw: () => Promise<void>;
  /** Looks for symptoms. May reject: it is tried again. */
  readonly examine: () => Promise<void>;
  /** Tells how far it has come. */
  readonly grow: () => void;
  readonly isGrowing: () => boolean;
}

/** Milliseconds between two steps of a timeline that grows. */
const step = 1000;

/** Reads anew what has changed, never faster than its pace, one thing at a time; what fails is tried again by the same pace. */
export function keepUpToDate(kept: Kept, pace: Pace) {
  let drawing: NodeJS.Timeout | undefined;
  let isBusy = false;
  let isStale = false;
  let isStopped = true;
  let isTold = false;
  const timers: NodeJS.Timeout[] = [];
  /** Nothing is begun before the last has ended: a cluster that is slow is not asked the more. */
  const alone = async (work: () => Promise<void>) => {
    if (isBusy || isStopped) return;
    isBusy = true;
    await work().catch(() => {
      isStale = true;
    });
    isBusy = false;
    if (isStale) schedule(pace.drawSeconds);
  };
  const draw = () =>
    alone(async () => {
      isStale = false;
      await kept.redraw();
      await kept.examine();
    });
  const schedule = (seconds: number) => {
    if (isStopped || isBusy) return;
    clearTimeout(drawing);
    drawing = setTimeout(draw, seconds * 1000).unref();
  };
  const grow = () => {
    if (isTold || kept.isGrowing()) kept.grow();
    isTold = false;
  };
  return {
    /** Something of what becomes ready was told. */
    readinessTold: () => {
      isTold = true;
    },
    /** Something else is as it was not known to be. */
    changed: () => {
      isStale = true;
      schedule(pace.quietSeconds);
    },
    start: () => {
      isStopped = false;
      // What is to be drawn is examined then.
      const examine = () => void (isStale || alone(kept.examine));
      timers.push(setInterval(grow, step).unref(), setInterval(examine, pace.examineSeconds * 1000).unref());
    },
    stop: () => {
      isStopped = true;
      clearTimeout(drawing);
      for (const timer of timers) clearInterval(timer);
    },
  };
}
