import { useState } from 'preact/hooks';
import type { DrillCell, DrillsView } from '../../../app/view/drills-view.ts';
import { Course } from '../parts/course.tsx';
import { texts } from '../texts.ts';
import { useAsked } from '../use-asked.ts';
import type { ViewProps } from '../view-props.ts';

/** Faults against hosts; a cell leads to its course. */
export function Drills({ source, page, era, hash, set, drill }: ViewProps) {
  const [isWanted, want] = useState(!source.isLive || page.drills !== undefined);
  const { value, error, isLoading } = useAsked(isWanted ? source.drills : undefined, [isWanted, era]);
  if (!isWanted)
    return (
      <div class="empty">
        <p>{texts.drills.intro}</p>
        <button type="button" onClick={() => want(true)}>
          {texts.drills.play}
        </button>
      </div>
    );
  if (error) return <p class="empty">{error.message}</p>;
  const shown = isLoading ? page.drills : (value ?? page.drills);
  return (
    <>
      {isLoading && <Playing drill={drill} drills={shown} />}
      {shown && <Played drills={shown} at={hash.at ?? ''} host={hash.host ?? ''} set={set} />}
    </>
  );
}

/** How far it is; what was played stands below already. */
function Playing({ drill, drills }: { readonly drill: string; readonly drills: DrillsView | undefined }) {
  const { planned = 0, lines = [] } = drills ?? {};
  const share = planned === 0 ? undefined : lines.length / planned;
  return (
    <div class="playing" role="status">
      <p>
        {drill === '' ? texts.drills.started : texts.drills.playing(drill)}{' '}
        {planned > 0 && <span class="soft">{texts.drills.count(lines.length, planned)}</span>}
      </p>
      {share === undefined ? (
        <div class="progress" aria-hidden="true" />
      ) : (
        <progress value={share} aria-label={texts.drills.started} />
      )}
    </div>
  );
}

interface PlayedProps extends Pick<ViewProps, 'set'> {
  readonly drills: DrillsView;
  readonly at: string;
  readonly host: string;
}

function Played({ drills, at, host, set }: PlayedProps) {
  const { hosts, lines, findings, skipped, unwatched } = drills;
  const line = lines.find(({ name }) => name === at);
  return (
    <>
      {findings.map(({ code, message, object }, index) => (
        <p key={index} class="finding">
          <code>{code}</code> {message} {object}
        </p>
      ))}
      <Levels />
      <div class="matrix" tabIndex={0} role="region" aria-label={texts.views.drills}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.drills.fault}</th>
              {hosts.map((each) => (
                <th key={each} scope="col">
                  <span>{each}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ name, cells }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell) => (
                  <Cell
                    key={cell.host}
                    cell={cell}
                    isChosen={at === name && host === cell.host}
                    onChoose={() => set({ at: name, host: cell.host })}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {line ? <Course line={line} host={host} /> : <p class="soft">{texts.drills.choose}</p>}
      <Others title={texts.drills.skipped} rows={skipped.map(({ fault, reason }) => [fault, reason])} />
      <Others title={texts.drills.unwatched} rows={unwatched.map((each) => [each.host, each.reason])} />
    </>
  );
}

function Cell({
  cell,
  isChosen,
  onChoose,
}: {
  readonly cell: DrillCell;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}) {
  return (
    <td class={`level${cell.level}`}>
      <button type="button" aria-pressed={isChosen} onClick={onChoose}>
        {cell.text}
      </button>
    </td>
  );
}

function Levels() {
  return (
    <ul class="legend">
      {(['0', '1', '2', '3', '4', '-1'] as const).map((level) => (
        <li key={level}>
          <span class={`swatch level${level}`} /> {texts.drills.levels[level]}
        </li>
      ))}
    </ul>
  );
}

function Others({ title, rows }: { readonly title: string; readonly rows: readonly (readonly string[])[] }) {
  if (rows.length === 0) return null;
  return (
    <details>
      <summary>
        {title} ({rows.length})
      </summary>
      <dl>
        {rows.map(([name, reason]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{reason}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
