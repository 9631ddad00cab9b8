import type { TimelineReport, TimelineStep } from '../app/timeline-report.ts';
import { printFindings } from './findings-text.ts';
import type { Style } from './style.ts';
import { printSeconds, shorten, wrap } from './table.ts';

/** Sources are there within seconds, and said only when they are not. */
const isQuiet = ({ kind, state }: TimelineStep): boolean =>
  /Repository$|^HelmChart$|^Bucket$/.test(kind) && (state === 'ready' || state === 'assumed');

/** More than this many are told by their stages alone. */
const shownSteps = 40;

/** Lines of how a cluster comes up: a bar for each thing, below the stage that applies it, and why some never do. */
export function printTimeline(report: TimelineReport, width: number, style: Style): string[] {
  const loud = report.steps.filter((step) => !isQuiet(step));
  const isStage = (step: TimelineStep) => step.does === 'stage' || step.state === 'never';
  const shown = loud.length > shownSteps ? loud.filter(isStage) : loud;
  const tree = inTree(shown);
  const lines = (tree.length > shownSteps ? mergeAlike(tree) : tree).map((placed) =>
    barLine(placed, { report, width, style }),
  );
  const hidden = loud.length - shown.length;
  const told = report.findings.filter(({ severity }) => severity !== 'unknown' || report.steps.length === 0);
  return [
    ...wrap(headOf(report), width).map(style.bold),
    '',
    ...lines,
    ...(hidden > 0 ? [style.dim(`  and ${hidden} more inside their stages: --output json lists them`)] : []),
    ...(lines.length > 0 ? ['', style.dim('  ░ waits   █ works   ? not known')] : []),
    ...longestLines(report, width),
    ...stuckLines(report, width, style),
    ...(told.length > 0 ? ['', ...printFindings(told, width, style)] : []),
  ];
}

function headOf({ lab, from, seconds, steps }: TimelineReport): string {
  const count = (wanted: TimelineStep['state']) => steps.filter(({ state }) => state === wanted).length;
  const [never, open, assumed] = [count('never'), count('not-known'), count('assumed')];
  if (steps.length === 0) return `${lab}: nothing comes up`;
  const rest = [
    ...(never > 0 ? [`${never} never ${never === 1 ? 'comes' : 'come'} up`] : []),
    ...(open > 0 ? [`of ${open} it is not known`] : []),
    ...(assumed > 0 ? [`${assumed} ${assumed === 1 ? 'is' : 'are'} taken for ready`] : []),
  ];
  // Of what runs nobody knows what it waits for yet.
  if (from === 'running')
    return `${lab}, as it runs: ${steps.length - open} of ${steps.length} are ready${seconds > 0 ? `, what is new after ${printSeconds(seconds)}` : ''}`;
  const all = never + open + assumed === 0 ? 'everything is up' : 'what comes up is there';
  return `${lab}, from an empty cluster: ${all} after ${printSeconds(seconds)}${rest.length > 0 ? `; ${rest.join(', ')}` : ''}`;
}

/** A step at its place in the tree; `more` others are like it. */
interface Placed {
  readonly step: TimelineStep;
  readonly depth: number;
  readonly more?: number;
}

/** Neighbours with one stage, one beginning and one end are one line, unless something is below them. */
function mergeAlike(tree: readonly Placed[]): readonly Placed[] {
  const merged: Placed[] = [];
  for (const [i, placed] of tree.entries()) {
    const before = merged.at(-1);
    const isLeaf = (tree[i + 1]?.depth ?? 0) <= placed.depth;
    if (before && before === lastLeaf(merged, placed) && isLeaf)
      merged[merged.length - 1] = { ...before, more: (before.more ?? 0) + 1 };
    else merged.push(placed);
  }
  return merged;
}

/** The line before, where it tells the same. */
function lastLeaf(merged: readonly Placed[], { step, depth }: Placed): Placed | undefined {
  const before = merged.at(-1);
  const keyOf = ({ partOf, beginsAt, readyAt, state, kind }: TimelineStep) =>
    JSON.stringify([partOf, readyAt === undefined ? '' : beginsAt, readyAt, state, kind]);
  return before?.depth === depth && keyOf(before.step) === keyOf(step) ? before : undefined;
}

/** Each step below the stage that applies it, in the order in which they are there. */
function inTree(steps: readonly TimelineStep[]): readonly Placed[] {
  const stages = new Set(steps.filter(({ does }) => does === 'stage').map(({ name }) => name));
  const isTop = ({ partOf, name }: TimelineStep) => !stages.has(partOf) || partOf === name;
  const placed = new Set<TimelineStep>();
  const below = (step: TimelineStep, depth: number): readonly Placed[] => {
    if (placed.has(step)) return [];
    placed.add(step);
    const own = step.does === 'stage' ? steps.filter((each) => each.partOf === step.name && each !== step) : [];
    return [{ step, depth }, ...inOrder(own).flatMap((each) => below(each, depth + 1))];
  };
  const tops = inOrder(steps.filter(isTop)).flatMap((step) => below(step, 0));
  return [...tops, ...steps.filter((step) => !placed.has(step)).map((step) => ({ step, depth: 0 }))];
}

const last = Number.MAX_SAFE_INTEGER;

/** What never comes up stands below what does. */
const inOrder = (steps: readonly TimelineStep[]): readonly TimelineStep[] =>
  [...steps].sort(
    (a, b) =>
      Number(a.readyAt === undefined) - Number(b.readyAt === undefined) ||
      (a.beginsAt ?? last) - (b.beginsAt ?? last) ||
      (a.readyAt ?? last) - (b.readyAt ?? last),
  );

interface Drawing {
  readonly report: TimelineReport;
  readonly width: number;
  readonly style: Style;
}

function barLine({ step, depth, more = 0 }: Placed, { report, width, style }: Drawing): string {
  const room = Math.max(20, Math.floor(width * 0.42));
  const others = more > 0 ? ` and ${more} more` : '';
  const name = `${shorten(`${'  '.repeat(depth + 1)}${nameOf(step)}`, room - 1 - others.length)}${others}`.padEnd(room);
  const bar = Math.max(10, width - room - 12);
  const scale = (seconds: number) => Math.round((seconds / Math.max(1, report.seconds)) * bar);
  const { startedAt, beginsAt, readyAt, state } = step;
  if (readyAt === undefined || beginsAt === undefined) {
    const from = Math.min(scale(startedAt), bar - 1);
    const rest = ' '.repeat(from) + (state === 'never' ? '░' : '?').repeat(bar - from);
    const word = state === 'never' ? style.red('never') : style.yellow('not known');
    return `${name}${state === 'never' ? style.red(rest) : style.yellow(rest)}  ${word}`;
  }
  const [start, begin, end] = [scale(startedAt), scale(beginsAt), Math.max(scale(readyAt), scale(beginsAt) + 1)];
  const drawn = `${' '.repeat(Math.min(start, bar - 1))}${'░'.repeat(Math.max(0, begin - start))}${'█'.repeat(end - begin)}`;
  const told = printSeconds(readyAt);
  return `${name}${drawn.slice(0, bar).padEnd(bar)}  ${state === 'assumed' ? style.yellow(`${told} ?`) : told}`;
}

/** Stages by their name alone; what else there is with its kind. */
const nameOf = ({ kind, does, name }: TimelineStep): string => {
  const short = name.slice(name.indexOf('/') + 1);
  return does === 'stage' || kind === 'Command' ? short : `${kind} ${short}`;
};

function longestLines({ longest }: TimelineReport, width: number): readonly string[] {
  if (longest.length < 2) return [];
  const names = longest.map((object) => object.split('/').at(-1));
  return ['', ...wrap(`What it takes longest for: ${names.join(' → ')}`, width)];
}

/** Why things do not come up: each cause once, with the longest chain that ends there and what else it holds up. */
function stuckLines({ steps }: TimelineReport, width: number, style: Style): readonly string[] {
  const byCause = new Map<string, TimelineStep[]>();
  for (const step of steps) {
    const cause = step.chain.at(-1);
    if (!cause) continue;
    const key = step.state === 'never' ? cause.object : sharedCause(cause.message);
    byCause.set(key, [...(byCause.get(key) ?? []), step]);
  }
  return [...byCause].flatMap(([cause, held]) => causeLines(cause, held, width, style));
}

/** Kinds that nothing known brings hold up many. */
const sharedCause = (message: string): string =>
  /no matches for kind .*? in version "[^"]*"/.exec(message)?.[0] ?? message;

function causeLines(cause: string, held: readonly TimelineStep[], width: number, style: Style): readonly string[] {
  const [first, ...others] = [...held].sort((a, b) => b.chain.length - a.chain.length);
  if (!first) return [];
  const hanging = (text: string, indent: number) =>
    wrap(text, width - indent - 2).map((line, i) => `${' '.repeat(i === 0 ? indent : indent + 2)}${line}`);
  const told = held.map(nameOf);
  if (first.state !== 'never') {
    const rest = told.length > 3 ? `${told.slice(0, 3).join(', ')} and ${told.length - 3} more` : told.join(', ');
    return ['', style.yellow('Not known'), ...hanging(`${cause.trim()}: it holds up ${rest}`, 2)];
  }
  const chain = first.chain.flatMap(({ object, message }, i) =>
    hanging(`${i === 0 ? '' : '→ '}${object}: ${message}`, 2),
  );
  const along = others.filter(({ chain: own }) => !first.chain.some(({ object }) => object === own[0]?.object));
  const rest = along.length > 0 ? hanging(`so do not: ${along.map(nameOf).join(', ')}`, 2) : [];
  return ['', style.red('Never comes up'), ...chain, ...rest];
}
