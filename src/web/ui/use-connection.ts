import { useEffect, useState } from 'preact/hooks';
import type { Source, SourceEvent } from './source.ts';
import { texts } from './texts.ts';
import type { Stage } from './view-props.ts';

/** How the server is, in words, and what it told last. */
export interface Connection {
  /** Goes up when what is looked at was opened anew. */
  readonly generation: number;
  /** Goes up when a server that was lost answers again: it may be another one, with other files. */
  readonly returns: number;
  /** Empty when all is well. */
  readonly note: string;
  readonly stages: ReadonlyMap<string, Stage>;
  readonly drill: string;
}

const atFirst: Connection = { generation: 0, returns: 0, note: '', stages: new Map(), drill: '' };

/** Milliseconds between two drawings of what is told: faster than that nobody reads. */
const pace = 100;

/** Hears what the server tells; many events at once are drawn once. */
export function useConnection(source: Source): Connection {
  const [connection, setConnection] = useState(atFirst);
  useEffect(() => {
    const waiting: SourceEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      timer = undefined;
      const events = waiting.splice(0);
      setConnection((before) => events.reduce(after, before));
    };
    const stop = source.listen((event) => {
      waiting.push(event);
      timer ??= setTimeout(draw, pace);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [source]);
  return connection;
}

/** What is so after an event. */
export function after(before: Connection, event: SourceEvent): Connection {
  if (event.type === 'lost') return { ...before, note: texts.connection.lost };
  if (event.type === 'other-key') return { ...before, note: texts.connection.otherKey };
  if (event.type === 'renewing') return { ...before, note: texts.connection.renewing, stages: new Map() };
  if (event.type === 'trouble') return { ...before, note: texts.connection.trouble(event.message) };
  if (event.type === 'found') return { ...before, note: '', returns: before.returns + (before.note === '' ? 0 : 1) };
  if (event.type === 'generation') return { ...before, note: '', generation: event.generation };
  if (event.type === 'drill') return { ...before, drill: event.name };
  return event.type === 'stage' ? { ...before, stages: new Map(before.stages).set(event.key, event) } : before;
}
