import type { TimelineBar } from '../../../app/view/timeline-view.ts';
import { printSeconds } from '../seconds.ts';
import { texts } from '../texts.ts';

interface BarsProps {
  readonly bars: readonly TimelineBar[];
  readonly seconds: number;
  /** The moment that is looked at. */
  readonly clock: number;
}

/** A row each: how long it waits, how long it works, and how it is at the moment that is looked at. */
export function Bars({ bars, seconds, clock }: BarsProps) {
  return (
    <ul class="bars" style={{ '--clock': `${(100 * clock) / Math.max(1, seconds)}%` }}>
      {bars.map((bar) => (
        <Row key={`${bar.kind}/${bar.name}`} bar={bar} seconds={seconds} clock={clock} />
      ))}
    </ul>
  );
}

function Row({ bar, seconds, clock }: { readonly bar: TimelineBar; readonly seconds: number; readonly clock: number }) {
  const { name, kind, depth, startedAt, beginsAt, readyAt, critical, state } = bar;
  const percent = (at: number) => (100 * at) / Math.max(1, seconds);
  const [begin, end] = [beginsAt ?? seconds, readyAt ?? seconds];
  const now = stateAt(bar, clock);
  const word =
    readyAt === undefined
      ? state === 'never'
        ? texts.timeline.never
        : texts.timeline.notKnown
      : printSeconds(readyAt);
  const title = `${kind} ${name}: ${word}${bar.waitedFor.length > 0 ? `; ${texts.timeline.columns.waited} ${bar.waitedFor.join(', ')}` : ''}`;
  return (
    <li class={`row ${now}`} title={title}>
      <span class="name" style={{ paddingInlineStart: `${depth * 0.9}rem` }}>
        <span class={`sign ${now}`} aria-hidden="true">
          {signs[now]}
        </span>{' '}
        {name.split('/').pop()} <span class="soft kind">{kind}</span>
      </span>
      <span class="track" aria-hidden="true">
        <span
          class="wait"
          style={{ left: `${percent(startedAt)}%`, width: `${percent(Math.max(0, begin - startedAt))}%` }}
        />
        <span
          class={`bar ${critical ? 'critical' : ''} ${readyAt === undefined ? 'open' : ''}`}
          style={{ left: `${percent(begin)}%`, width: `max(3px, ${percent(Math.max(0, end - begin))}%)` }}
        />
      </span>
      <span class="when">
        {word}
        <span class="sr">
          {critical ? `, ${texts.timeline.critical}` : ''}, {texts.timeline.state[now]}
        </span>
      </span>
    </li>
  );
}

const signs = { absent: '·', waiting: '…', working: '▸', ready: '✓' } as const;

function stateAt({ startedAt, beginsAt, readyAt }: TimelineBar, clock: number): keyof typeof signs {
  if (readyAt !== undefined && clock >= readyAt) return 'ready';
  if (beginsAt !== undefined && clock >= beginsAt) return 'working';
  return clock >= startedAt ? 'waiting' : 'absent';
}
