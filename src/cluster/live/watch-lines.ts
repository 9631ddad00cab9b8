import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { parseJson } from '../../kube/wide-json.ts';

/** One line of a watch (metav1 WatchEvent). */
export interface WatchLine {
  readonly type: string;
  readonly object: JsonObject;
}

/** The events of a watch as they come. Throws when the answer is cut, or a line of it is no event. */
export async function* watchLines(answer: IncomingMessage): AsyncGenerator<WatchLine> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  for await (const chunk of answer) {
    const pieces = decoder.write(chunk as Buffer).split('\n');
    for (const piece of pieces.slice(0, -1)) {
      const line = parts.length === 0 ? piece : parts.join('') + piece;
      parts = [];
      const read = readLine(line);
      if (read) yield read;
    }
    const rest = pieces.at(-1)!;
    if (rest !== '') parts.push(rest);
  }
  // The last line need not be ended where the answer is.
  const last = readLine(parts.join(''));
  if (last) yield last;
}

function readLine(line: string): WatchLine | undefined {
  if (line.trim() === '') return undefined;
  const value: Json = parseJson(line);
  if (!isJsonObject(value) || typeof value.type !== 'string' || !isJsonObject(value.object))
    throw new SyntaxError('a line of the watch is no event');
  return { type: value.type, object: value.object };
}
