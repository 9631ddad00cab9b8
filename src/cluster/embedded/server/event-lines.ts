import { printJson } from '../../../kube/wide-json.ts';
import type { Change } from '../store/change.ts';

export type EventType = Change['type'] | 'BOOKMARK' | 'ERROR';

/** Bytes of lines kept for watchers that are a little behind. */
const mostBytes = 16 * 1024 * 1024;

/** One event of a watch as it goes over the wire. */
export const eventLine = (type: EventType, object: unknown): Buffer => Buffer.from(`${printJson({ type, object })}\n`);

/** The lines that tell recent changes: written once for all watchers that want a change in the same form. */
export class EventLines {
  readonly #lines = new Map<Change, Map<string, Buffer>>();
  #bytes = 0;

  /** The line that tells a change in a form; `write` makes it when nobody has asked for it yet. */
  of(change: Change, form: string, write: () => Buffer): Buffer {
    const forms = this.#lines.get(change) ?? new Map<string, Buffer>();
    const known = forms.get(form);
    if (known) return known;
    const line = write();
    this.#lines.set(change, forms.set(form, line));
    this.#bytes += line.length;
    for (const oldest of this.#lines.keys()) {
      if (this.#bytes <= mostBytes || oldest === change) break;
      this.#forget(oldest);
    }
    return line;
  }

  #forget(change: Change): void {
    for (const line of this.#lines.get(change)?.values() ?? []) this.#bytes -= line.length;
    this.#lines.delete(change);
  }
}
