import type { TimelineReport, TimelineStep } from '../timeline-report.ts';
import type { TimelineBar, TimelineView } from './timeline-view.ts';

/** The bars of a timeline: what a stage applies stands below it, in the order of beginning. */
export function viewTimeline(report: TimelineReport, predicted: ReadonlyMap<string, number> = new Map()): TimelineView {
  const { schemaVersion, lab, seconds, longest, findings } = report;
  const critical = new Set(longest);
  const bars = inOrder(report.steps).map(({ step, depth }): TimelineBar => {
    const predictedAt = predicted.get(`${step.kind}/${step.name}`);
    return {
      ...step,
      depth,
      critical: critical.has(`${step.kind}/${step.name}`),
      ...(predictedAt === undefined ? {} : { predictedAt }),
    };
  });
  return { schemaVersion, lab, seconds, bars, longest, findings };
}

interface Placed {
  readonly step: TimelineStep;
  readonly depth: number;
}

/** Steps with those that they apply right below them; a step whose stage is not among them stands at the top. */
function inOrder(steps: readonly TimelineStep[]): readonly Placed[] {
  const stages = new Set(steps.filter(({ does }) => does === 'stage').map(({ name }) => name));
  const parts = new Map<string, TimelineStep[]>();
  for (const step of steps) {
    const stage = stages.has(step.partOf) && step.partOf !== step.name ? step.partOf : '';
    parts.set(stage, [...(parts.get(stage) ?? []), step]);
  }
  const placed: Placed[] = [];
  const seen = new Set<TimelineStep>();
  const place = (stage: string, depth: number): void => {
    for (const step of [...(parts.get(stage) ?? [])].sort(byBeginning)) {
      if (seen.has(step)) continue;
      seen.add(step);
      placed.push({ step, depth });
      if (step.does === 'stage') place(step.name, depth + 1);
    }
  };
  place('', 0);
  // Stages that apply each other in a circle hang on nothing.
  for (const step of steps) if (!seen.has(step)) placed.push({ step, depth: 0 });
  return placed;
}

const never = Number.POSITIVE_INFINITY;

const byBeginning = (a: TimelineStep, b: TimelineStep): number => {
  const begins = (step: TimelineStep) => step.beginsAt ?? never;
  const ends = (step: TimelineStep) => step.readyAt ?? never;
  if (begins(a) !== begins(b)) return begins(a) - begins(b);
  if (ends(a) !== ends(b)) return ends(a) - ends(b);
  return a.name < b.name ? -1 : Number(a.name > b.name);
};
