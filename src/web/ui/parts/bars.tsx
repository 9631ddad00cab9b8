import type { TimelineBar } from '../../../app/view/timeline-view.ts';
import { printSeconds } from '../seconds.ts';
import { texts } from '../texts.ts';

interface BarsProps {
  readonly bars: readonly TimelineBar[];
  readonly seconds: number;
  /** The moment that is looked at. */
  readonly clock: number;
  /** How far what is not ready has come. */
  readonly until: number;
  /** Whether it goes on: what is not ready may still become so. */
  readonly isLive: boolean;
}

/** A row each: how long it waits, how long it works, and how it is at the moment that is looked at. */
export function Bars({ bars, ...times }: BarsProps) {
  return (
    <ul class="bars" style={{ '--clock': `${(100 * times.clock) / Math.max(1, times.seconds)}%` }}>
      {bars.map((bar) => (
        <Row key={`${bar.kind}/${bar.name}`} bar={bar} {...times} />
      ))}
    </ul>
  );
}

function Row({ bar, seconds, clock, until, isLive }: Omit<BarsProps, 'bars'> & { readonly bar: TimelineBar }) {
  const { name, kind, depth, startedAt, beginsAt, readyAt, critical, isThere = true, predictedAt } = bar;
  const percent = (at: number) => (100 * at) / Math.max(1, seconds);
  const [begin, end] = [beginsAt ?? until, readyAt ?? until];
  const now = stateAt(bar, clock);
  const word = wordOf(bar, isLive);
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
        {isThere && (
          <>
            <span
              class="wait"
              style={{ left: `${percent(startedAt)}%`, width: `${percent(Math.max(0, begin - startedAt))}%` }}
            />
            <span
              class={`bar ${critical ? 'critical' : ''} ${readyAt === undefined ? 'open' : ''}`}
              style={{ left: `${percent(begin)}%`, width: `max(3px, ${percent(Math.max(0, end - begin))}%)` }}
            />
          </>
        )}
        {predictedAt !== undefined && <span class="foretold" style={{ left: `${percent(predictedAt)}%` }} />}
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

function wordOf({ readyAt, state }: TimelineBar, isComing: boolean): string {
  if (readyAt !== undefined) return printSeconds(readyAt);
  if (isComing) return texts.timeline.notYet;
  return state === 'never' ? texts.timeline.never : texts.timeline.notKnown;
}

const signs = { absent: '·', waiting: '…', working: '▸', ready: '✓' } as const;

function stateAt({ startedAt, beginsAt, readyAt, isThere }: TimelineBar, clock: number): keyof typeof signs {
  if (isThere === false) return 'absent';
  if (readyAt !== undefined && clock >= readyAt) return 'ready';
  if (beginsAt !== undefined && clock >= beginsAt) return 'working';
  return clock >= startedAt ? 'waiting' : 'absent';
}
