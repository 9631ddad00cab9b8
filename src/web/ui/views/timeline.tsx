import { useState } from 'preact/hooks';
import type { TimelineBar } from '../../../app/view/timeline-view.ts';
import { Bars } from '../parts/bars.tsx';
import { printSeconds } from '../seconds.ts';
import { texts } from '../texts.ts';
import type { Stage, ViewProps } from '../view-props.ts';

/** What waits for what, and when it is ready; the slider moves the clock of the embedded cluster. */
export function Timeline({ page, stages }: ViewProps) {
  const { bars, seconds, findings } = page.timeline;
  const [clock, setClock] = useState(seconds);
  if (bars.length === 0) return <p class="empty">{texts.empty.timeline}</p>;
  const told = [...stages.values()].filter(({ state }) => state !== 'ready');
  const at = Math.min(clock, seconds);
  return (
    <>
      <p>{texts.timeline.total(printSeconds(seconds))}</p>
      {told.length > 0 && <Live stages={told} />}
      <div class="tools form">
        <label class="wide">
          {texts.timeline.clock}
          <input
            type="range"
            min={0}
            max={seconds}
            value={at}
            aria-valuetext={texts.timeline.at(printSeconds(at))}
            onInput={({ currentTarget }) => setClock(Number(currentTarget.value))}
          />
        </label>
        <output aria-live="polite">{texts.timeline.at(printSeconds(at))}</output>
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
        </ul>
      </div>
      <Bars bars={bars} seconds={seconds} clock={at} />
      {findings.map(({ code, message, object }) => (
        <p key={`${code} ${object}`} class="finding">
          <code>{code}</code> {message}
        </p>
      ))}
      <Table bars={bars} />
    </>
  );
}

function Live({ stages }: { readonly stages: readonly Stage[] }) {
  return (
    <ul class="live" aria-live="polite">
      {stages.map(({ key, kind, name, state, at }) => (
        <li key={key}>
          {kind} {name}: {state} ({printSeconds(at)})
        </li>
      ))}
    </ul>
  );
}

function Table({ bars }: { readonly bars: readonly TimelineBar[] }) {
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
              <td>{readyAt === undefined ? (state === 'never' ? never : notKnown) : printSeconds(readyAt)}</td>
              {isPredicted && <td>{predictedAt === undefined ? '–' : printSeconds(predictedAt)}</td>}
              <td>{waitedFor.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
