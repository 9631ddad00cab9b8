import type { Connection } from './connection.ts';
import { readBody } from './exchange.ts';

/** Lines that are read of the end of a log. */
const lastLines = 25;

/**
 * The last lines that a container wrote before it ended, or, where it has not been started anew, that it wrote so far; empty where they
 * may not be read or are gone. `timeoutMs` for each try.
 */
export async function readLogs(
  connection: Connection,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  container: string,
): Promise<readonly string[]> {
  for (const previous of [true, false]) {
    const query = new URLSearchParams({ container, previous: String(previous), tailLines: String(lastLines) });
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/log?${query}`;
    const answer = await connection.open({ method: 'GET', path, accept: 'text/plain, */*' });
    const text = await readBody(answer, connection.timeoutMs);
    // A refusal here is no trouble: there is nothing to read.
    if (answer.statusCode !== 200) continue;
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length > 0) return lines;
  }
  return [];
}
