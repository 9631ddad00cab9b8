import type { SourceEvent } from './source.ts';

/** Reads server-sent events until the stream ends. A stream of fetch is read, as an EventSource cannot send a key in a header. */
export async function readEvents(body: ReadableStream<Uint8Array>, tell: (event: SourceEvent) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += decoder.decode(value, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = readEvent(block);
      if (event) tell(event);
    }
  }
}

interface Told {
  readonly generation?: number;
  readonly message?: string;
  readonly detail?: string;
  readonly type?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly state?: string;
  readonly at?: number;
}

/** One event; undefined for those that say nothing to this page. */
export function readEvent(block: string): SourceEvent | undefined {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const [type, data] = [field('event'), field('data')];
  if (type === undefined || data === undefined) return undefined;
  const told = JSON.parse(data) as Told;
  if (type === 'generation') return { type, generation: told.generation ?? 0 };
  if (type === 'resync') return { type: 'generation', generation: -1 };
  if (type === 'renewing') return { type };
  if (type === 'trouble') return { type, message: told.message ?? '' };
  if (type === 'drill') return { type, name: told.detail ?? '' };
  if (type === 'cluster' || type === 'timeline' || type === 'symptoms' || type === 'drills')
    return told as unknown as SourceEvent;
  if (type !== 'progress' || told.type !== 'stage') return undefined;
  const { kind = '', name = '', state = '', at = 0 } = told;
  return { type: 'stage', key: `${kind}/${name}`, kind, name, state, at };
}
