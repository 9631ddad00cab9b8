import { codeOf } from '../core/errors.ts';
import { RegistryError } from './registry-error.ts';
import type { Answer } from './send-once.ts';

/** The body of an answer, at most `maxBytes` long. Rejects with a RegistryError when it is longer, or breaks off. */
export async function readBody(answer: Answer, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bodyOf(answer)) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLong(answer, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** As {@link readBody}, read as JSON. */
export async function readJson(answer: Answer, maxBytes: number): Promise<unknown> {
  const body = await readBody(answer, maxBytes);
  return parseJson(body, answer.url.host);
}

/** Reads what a registry gave as JSON. Throws a RegistryError when it is none. */
export function parseJson(body: Uint8Array, host: string): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch (thrown) {
    throw new RegistryError(host, 'invalid', 'answers with what is no JSON', { cause: thrown });
  }
}

/** The chunks of a body; what breaks off is a RegistryError. Ends the connection of a body that is not read to its end. */
export async function* bodyOf(answer: Answer): AsyncGenerator<Uint8Array, void> {
  const { body, url } = answer;
  try {
    for await (const chunk of body) yield chunk as Uint8Array;
  } catch (thrown) {
    const reason = codeOf(thrown) === 'ECONNRESET' ? 'its answer breaks off' : 'its answer does not end in time';
    throw new RegistryError(url.host, 'unreachable', reason, { hint: 'try again later', cause: thrown });
  } finally {
    body.destroy();
  }
}

const tooLong = ({ url }: Answer, maxBytes: number): RegistryError =>
  new RegistryError(url.host, 'invalid', `answers with more than ${Math.round(maxBytes / 1024 / 1024)} MiB`);
