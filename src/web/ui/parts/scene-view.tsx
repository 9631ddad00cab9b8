import { framePadding } from '../../../report/svg/frame-nodes.ts';
import type { Box, Line, Scene } from '../../../report/svg/scene.ts';
import { stateMarks } from '../../../report/svg/state-marks.ts';
import { shorten } from '../../../report/svg/svg-text.ts';
import { texts } from '../texts.ts';
import { useVisible } from '../use-visible.ts';
import { useZoom } from '../use-zoom.ts';

/** What is chosen in a scene and what lights up. */
export interface SceneProps {
  readonly scene: Scene;
  readonly title: string;
  /** Id of what is chosen. */
  readonly chosen?: string;
  /** Ids of what lights up, in order; the rest steps back. */
  readonly lit?: readonly string[];
  readonly onChoose: (box: Box) => void;
}

/** Things that are drawn at once; of more only those that can be seen. */
const many = 150;

/** A topology that can be walked through by keyboard: each thing is a button. */
export function SceneView({ scene, title, chosen = '', lit = [], onChoose }: SceneProps) {
  const { width, height, columns, frames, boxes, lines } = scene;
  const { frame, scale, ...zoom } = useZoom(width);
  const { from, until } = useVisible(frame, scale, boxes.length > many);
  const drawn = boxes.filter(({ id, y, height: tall }) => (y + tall >= from && y <= until) || id === chosen);
  const isDrawn = new Set(drawn.map(({ id }) => id));
  return (
    <div class="picture">
      {lit.length === 0 && <Zoom {...zoom} />}
      <div class="scene" tabIndex={0} role="region" aria-label={title} ref={frame}>
        <svg
          class={lit.length > 0 ? 'lighting' : ''}
          width={Math.floor(width * scale)}
          height={Math.floor(height * scale)}
          viewBox={`0 0 ${width} ${height}`}
        >
          <title>{title}</title>
          {columns.map((column) => (
            <text key={column.title} class="title" x={column.x} y={24}>
              {column.title}
            </text>
          ))}
          {frames.map((each) => (
            <g key={each.label}>
              <rect class="frame-of-many" x={each.x} y={each.y} width={each.width} height={each.height} rx={9} />
              <text class="detail" x={each.x + framePadding} y={each.y + 14}>
                {shorten(each.label, each.width - 2 * framePadding, 11)}
              </text>
            </g>
          ))}
          {lines
            .filter((line) => isDrawn.has(line.from) || isDrawn.has(line.to))
            .map((line) => (
              <path
                key={`${line.from} ${line.to}`}
                class={`line ${line.link} ${isLit(line, lit) ? 'lit' : ''} ${line.from === chosen || line.to === chosen ? 'near' : ''}`}
                d={line.d}
              />
            ))}
          {drawn.map((box) => (
            <Thing key={box.id} box={box} isChosen={box.id === chosen} step={lit.indexOf(box.id)} onChoose={onChoose} />
          ))}
        </svg>
      </div>
    </div>
  );
}

/** Makes the picture larger and smaller; it can be scrolled at any size. */
function Zoom({ larger, smaller, fit, whole }: Omit<ReturnType<typeof useZoom>, 'frame' | 'scale'>) {
  const { zoom } = texts.topology;
  return (
    <div class="zoom" role="group" aria-label={zoom.title}>
      <button type="button" onClick={smaller} aria-label={zoom.smaller} title={zoom.smaller}>
        −
      </button>
      <button type="button" onClick={larger} aria-label={zoom.larger} title={zoom.larger}>
        +
      </button>
      <button type="button" onClick={fit}>
        {zoom.fit}
      </button>
      <button type="button" onClick={whole}>
        {zoom.whole}
      </button>
    </div>
  );
}

const isLit = ({ from, to }: Line, lit: readonly string[]): boolean => lit.includes(from) && lit.includes(to);

interface ThingProps {
  readonly box: Box;
  readonly isChosen: boolean;
  /** Its place on the way that lights up; -1 when it is not on it. */
  readonly step: number;
  readonly onChoose: (box: Box) => void;
}

function Thing({ box, isChosen, step, onChoose }: ThingProps) {
  const { x, y, width, height, label, detail, state, count, kind } = box;
  const more = detail === '' ? '' : ` (${detail})`;
  const told = count > 1 ? texts.topology.folded(label) : `${kind} ${label}${more}: ${texts.states[state]}`;
  const choose = () => onChoose(box);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    choose();
  };
  const look = ['thing', count > 1 ? 'many' : '', isChosen ? 'chosen' : '', step >= 0 ? 'lit' : ''].join(' ');
  return (
    <g
      class={look}
      role="button"
      tabindex={0}
      aria-pressed={count > 1 ? undefined : isChosen}
      transform={`translate(${x} ${y})`}
      onClick={choose}
      onKeyDown={onKeyDown}
    >
      <title>{told}</title>
      <rect class="box" width={width} height={height} rx={7} />
      <text class={`sign ${state}`} x={10} y={detail === '' ? 27 : 18}>
        {stateMarks[state]}
      </text>
      <text class="label" x={26} y={detail === '' ? 27 : 18}>
        {shorten(label, width - 36, 13)}
      </text>
      {detail !== '' && (
        <text class="detail" x={26} y={34}>
          {shorten(detail, width - 36, 11)}
        </text>
      )}
    </g>
  );
}
