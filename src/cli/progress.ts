import type { UpProgress } from '../app/up-report.ts';
import { printSeconds, shorten } from '../report/table.ts';
import type { Terminal } from './terminal.ts';

type Stage = Extract<UpProgress, { type: 'stage' }>;

/** Where it is shown how far a platform has come. */
export interface Progress {
  readonly show: (event: UpProgress) => void;
  /** Leaves the last state standing; nothing is shown afterwards. */
  readonly end: () => void;
}

/** Shows how a platform comes up: a line per stage, redrawn on a terminal, appended elsewhere. */
export function createProgress(terminal: Terminal, options: { silent: boolean }): Progress {
  if (options.silent) return { show: () => undefined, end: () => undefined };
  return terminal.live ? liveProgress(terminal) : plainProgress(terminal);
}

/** A release often has the name of the Kustomization that applies it. */
const labelOf = ({ kind, name }: Stage): string => (kind === 'Kustomization' ? name : `${name} (${kind})`);

function stageText(stage: Stage, width: number): string {
  const symbol = { waiting: '·', working: '…', ready: '✔', failed: '✘' }[stage.state];
  const tail = {
    waiting: stage.waitsFor.length > 0 ? `waits for ${stage.waitsFor.join(', ')}` : 'waits',
    working: stage.message || 'working',
    ready: `ready after ${printSeconds(stage.at)}`,
    failed: stage.message,
  }[stage.state];
  return shorten(`  ${symbol} ${labelOf(stage).padEnd(28)} ${tail}`, width - 1);
}

function paint(stage: Stage, text: string, terminal: Terminal): string {
  if (stage.state === 'ready') return terminal.green(text);
  if (stage.state === 'failed') return terminal.red(text);
  return stage.state === 'waiting' ? terminal.dim(text) : text;
}

/** The message without its times, which differ from try to try. */
const reasonOf = ({ message }: Stage): string => message.replaceAll(/\d+/g, '');

function plainProgress(terminal: Terminal): Progress {
  const said = new Set<string>();
  const show = (event: UpProgress) => {
    if (event.type === 'phase') {
      terminal.error(`${event.name}: ${event.detail}`);
      return;
    }
    // Said once: a stage that is tried again and again would fill the log.
    const key = `${event.kind} ${event.name} ${event.state} ${event.state === 'failed' ? reasonOf(event) : ''}`;
    if (said.has(key)) return;
    said.add(key);
    terminal.error(stageText(event, terminal.columns));
  };
  return { show, end: () => undefined };
}

function liveProgress(terminal: Terminal): Progress {
  const stages = new Map<string, Stage>();
  let drawn = 0;
  let ended = false;
  const redraw = () => {
    const lines = fitting([...stages.values()], terminal.rows - 2).map((line) =>
      typeof line === 'string' ? line : paint(line, stageText(line, terminal.columns), terminal),
    );
    const up = drawn > 0 ? `\u001b[${drawn}A` : '';
    terminal.raw(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[J`);
    drawn = lines.length;
  };
  const show = (event: UpProgress) => {
    if (ended) return;
    if (event.type === 'stage') {
      stages.set(`${event.kind} ${event.name}`, event);
      redraw();
      return;
    }
    terminal.raw(`${terminal.bold(event.name)} ${event.detail}\n`);
    stages.clear();
    drawn = 0;
  };
  return {
    show,
    end: () => {
      ended = true;
    },
  };
}

/** As many as the window has room for, since what has scrolled away cannot be redrawn: those that are ready give way first. */
export function fitting<T extends Pick<Stage, 'state'>>(stages: readonly T[], height: number): readonly (T | string)[] {
  if (stages.length <= height) return stages;
  const open = stages.filter(({ state }) => state !== 'ready');
  const shown = open.slice(0, height - 1);
  return [...shown, `  … and ${stages.length - shown.length} more, ${stages.length - open.length} of them ready`];
}
