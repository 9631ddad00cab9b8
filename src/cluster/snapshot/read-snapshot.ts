import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { GatehouseError, messageOf } from '../../core/errors.ts';
import { createPause } from '../../core/pause.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { parseJson, printJson } from '../../kube/wide-json.ts';
import { type Snapshot, type SnapshotHead, snapshotVersion } from './format.ts';

/** The text of a snapshot, line by line: its head, then an object each. */
export function* snapshotLines({ head, objects }: Snapshot): Generator<string> {
  yield `${printJson(head)}\n`;
  for (const object of objects) yield `${printJson(object)}\n`;
}

const beginning = '{"kind":"GatehouseSnapshot"';

/** Whether a file begins as a snapshot does. */
export function isSnapshotFile(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(beginning.length);
    return readSync(file, bytes) === bytes.length && bytes.toString('utf8') === beginning;
  } finally {
    closeSync(file);
  }
}

/** Bytes between two turns of the event loop. */
const bytesPerTurn = 4 * 1024 * 1024;

/** Reads a snapshot. Rejects when the file is none, is of another version, or was cut off. */
export async function readSnapshot(path: string): Promise<Snapshot> {
  const pause = createPause(bytesPerTurn);
  let head: SnapshotHead | undefined;
  const objects: UnknownObject[] = [];
  for await (const line of linesOf(path)) {
    const value = readLine(path, line, objects.length + (head ? 2 : 1));
    if (head) objects.push(asObject(path, value, objects.length + 2));
    else head = readHead(path, value);
    await pause(line.length);
  }
  if (!head || objects.length !== head.objects)
    throw notOne(path, `it is cut off: ${objects.length} of ${head?.objects ?? 'its'} objects are there`);
  return { head, objects };
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const parts: string[] = [];
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1024 * 1024 })) {
    const pieces = String(chunk).split('\n');
    parts.push(pieces[0]!);
    if (pieces.length === 1) continue;
    yield parts.join('');
    for (let at = 1; at < pieces.length - 1; at++) yield pieces[at]!;
    parts.length = 0;
    parts.push(pieces.at(-1)!);
  }
  const rest = parts.join('');
  if (rest !== '') yield rest;
}

function readLine(path: string, line: string, number: number): JsonObject {
  try {
    const value = parseJson(line);
    if (isJsonObject(value)) return value;
  } catch (thrown) {
    throw notOne(path, `line ${number} is no JSON (${messageOf(thrown)})`);
  }
  throw notOne(path, `line ${number} is no object`);
}

function readHead(path: string, value: JsonObject): SnapshotHead {
  if (value.kind !== 'GatehouseSnapshot') throw notOne(path, 'its first line is not that of a snapshot');
  if (value.schemaVersion !== snapshotVersion)
    throw notOne(path, `it is of version ${String(value.schemaVersion)}, and version ${snapshotVersion} is read`);
  return value as unknown as SnapshotHead;
}

function asObject(path: string, value: JsonObject, number: number): UnknownObject {
  const { apiVersion, kind, metadata } = value;
  if (
    typeof apiVersion !== 'string' ||
    typeof kind !== 'string' ||
    !isJsonObject(metadata) ||
    typeof metadata.name !== 'string'
  )
    throw notOne(path, `line ${number} is no object of Kubernetes`);
  return value as unknown as UnknownObject;
}

const notOne = (path: string, why: string) =>
  new GatehouseError(`${path} is not a snapshot that can be read: ${why}`, {
    hint: 'take it anew: gatehouse snapshot --context NAME --out FILE',
  });
