import { useState } from 'preact/hooks';
import type { TimelineBar, TimelineView } from '../../../app/view/timeline-view.ts';
import { Bars } from '../parts/bars.tsx';
import { printSeconds } from '../seconds.ts';
import { texts } from '../texts.ts';
import type { ViewProps } from '../view-props.ts';

/** What waits for what, and when it is ready; the slider moves the clock of the embedded cluster. */
export function Timeline({ page }: ViewProps) {
  const { bars, seconds, findings, live } = page.timeline;
  const most = Math.max(seconds, live?.seconds ?? 0, ...(live ? bars.map(({ predictedAt = 0 }) => predictedAt) : []));
  // Where it goes on the clock stands at now until somebody moves it.
  const [moved, move] = useState<number | undefined>(undefined);
  if (bars.length === 0) return <p class="empty">{texts.empty.timeline}</p>;
  const at = Math.min(moved ?? live?.seconds ?? most, most);
  return (
    <>
      <p>
        {live || page.cluster !== 'embedded' ? (
          <Coming bars={bars} live={live} />
        ) : (
          texts.timeline.total(printSeconds(seconds))
        )}
      </p>
      <div class="tools form">
        <label class="wide">
          <span>
            {texts.timeline.clock}: <output>{texts.timeline.at(printSeconds(at))}</output>
          </span>
          <input
            type="range"
            min={0}
            max={most}
            value={at}
            aria-valuetext={texts.timeline.at(printSeconds(at))}
            onInput={({ currentTarget }) => move(Number(currentTarget.value))}
          />
        </label>
        {live && moved !== undefined && (
          <button type="button" class="chip" onClick={() => move(undefined)}>
            {texts.timeline.now}
          </button>
        )}
        <Legend isForetold={bars.some(({ predictedAt }) => predictedAt !== undefined)} />
      </div>
      <Bars bars={bars} seconds={most} clock={at} until={live ? live.seconds : most} isLive={live !== undefined} />
      {findings.map(({ code, message, object }) => (
        <p key={`${code} ${object}`} class="finding">
          <code>{code}</code> {message}
        </p>
      ))}
      <Table bars={bars} isLive={live !== undefined} />
    </>
  );
}

/** How far something that runs has come. */
function Coming({ bars, live }: Pick<TimelineView, 'bars' | 'live'>) {
  const ready = bars.filter(({ readyAt }) => readyAt !== undefined).length;
  return (
    <>
      <strong>{texts.timeline.ready(ready, bars.length)}</strong>{' '}
      {live && <span class="soft">{texts.timeline.since(live.since.slice(0, 16).replace('T', ' '))}</span>}
    </>
  );
}

function Legend({ isForetold }: { readonly isForetold: boolean }) {
  return (
    <ul class="legend">
      <li>
        <span class="swatch critical" /> {texts.timeline.critical}
      </li>
      <li>
        <span class="swatch bar" /> {texts.timeline.works}
      </li>
      <li>
        <span class="swatch wait" /> {texts.timeline.waits}
      </li>
      {isForetold && (
        <li>
          <span class="swatch foretold" /> {texts.timeline.predicted}
        </li>
      )}
    </ul>
  );
}

function Table({ bars, isLive }: { readonly bars: readonly TimelineBar[]; readonly isLive: boolean }) {
  const { columns, never, notKnown, table, predicted } = texts.timeline;
  const isPredicted = bars.some(({ predictedAt }) => predictedAt !== undefined);
  return (
    <details class="table">
      <summary>{table}</summary>
      <table>
        <thead>
          <tr>
            <th>{columns.name}</th>
            <th>{columns.kind}</th>
            <th>{columns.begins}</th>
            <th>{columns.ready}</th>
            {isPredicted && <th>{predicted}</th>}
            <th>{columns.waited}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map(({ kind, name, beginsAt, readyAt, waitedFor, state, predictedAt }) => (
            <tr key={`${kind}/${name}`}>
              <td>{name}</td>
              <td>{kind}</td>
              <td>{beginsAt === undefined ? '–' : printSeconds(beginsAt)}</td>
              <td>
                {readyAt === undefined
                  ? isLive
                    ? texts.timeline.notYet
                    : state === 'never'
                      ? never
                      : notKnown
                  : printSeconds(readyAt)}
              </td>
              {isPredicted && <td>{predictedAt === undefined ? '–' : printSeconds(predictedAt)}</td>}
              <td>{waitedFor.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
