import { useEffect, useState } from 'preact/hooks';
import type { PageView } from '../../app/view/page-view.ts';
import type { Source, SourceEvent } from './source.ts';
import { texts } from './texts.ts';

/** A stage as it was told last. */
type Stage = Extract<SourceEvent, { readonly type: 'stage' }>;

/** How the server is, in words, and what it told last. */
export interface Connection {
  /** Goes up when what is looked at was opened anew. */
  readonly generation: number;
  /** Goes up when a server that was lost answers again: it may be another one, with other files. */
  readonly returns: number;
  /** Empty when all is well. */
  readonly note: string;
  /** What was told while it comes up, by key. */
  readonly stages: ReadonlyMap<string, Stage>;
  readonly drill: string;
  /** Why the cluster that is looked at does not answer; empty while it does. */
  readonly cut: string;
  /** What was told since the page was read. */
  readonly newer: Pick<Partial<PageView>, 'timeline' | 'symptoms' | 'drills'>;
}

const atFirst: Connection = { generation: 0, returns: 0, note: '', stages: new Map(), drill: '', cut: '', newer: {} };

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
  if (event.type === 'found')
    return { ...before, note: '', cut: '', returns: before.returns + (before.note === '' ? 0 : 1) };
  if (event.type === 'generation')
    return { ...before, note: '', generation: event.generation, newer: {}, stages: new Map() };
  if (event.type === 'cluster') return { ...before, cut: event.isThere ? '' : event.message };
  if (event.type === 'timeline') return { ...before, newer: { ...before.newer, timeline: event.timeline } };
  if (event.type === 'symptoms') return { ...before, newer: { ...before.newer, symptoms: event.symptoms } };
  if (event.type === 'drills') return { ...before, newer: { ...before.newer, drills: event.drills } };
  if (event.type === 'drill') return { ...before, drill: event.name };
  return event.type === 'stage' ? { ...before, stages: new Map(before.stages).set(event.key, event) } : before;
}
