import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { removeAtExit } from '../core/leftovers.ts';
import { isJsonObject } from '../kube/json.ts';
import type { ChartArchive } from './contract.ts';

/** A chart on disk for helm to read, in a folder that only this user can look into. */
export interface ChartFolder {
  /** Folder of the chart. */
  readonly chart: string;
  /** An empty folder beside it for whatever helm wants to keep. */
  readonly home: string;
  readonly values: (text: string) => Promise<string>;
  /** Schemas that were left out because they need the network, by path in the chart. */
  readonly uncheckedSchemas: readonly string[];
  readonly remove: () => Promise<void>;
}

/** Unpacks a chart into a temporary folder, without the schemas that refer to other hosts: helm would ask for them, or refuse. */
export async function openChartFolder({ name, files }: ChartArchive): Promise<ChartFolder> {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-chart-'));
  const calledOff = removeAtExit(() => rmSync(root, { recursive: true, force: true }));
  const remove = async () => {
    await rm(root, { recursive: true, force: true });
    // Not before: a signal may end the process in the middle of it.
    calledOff();
  };
  try {
    const chart = join(root, 'chart', /^[\w.-]+$/.test(name) && !/^\.+$/.test(name) ? name : 'chart');
    const home = join(root, 'home');
    await mkdir(home);
    const unchecked: string[] = [];
    for (const [path, content] of files) {
      if (isRemoteSchema(path, content)) unchecked.push(path);
      else await writeInto(chart, path, content);
    }
    const values = async (text: string) => {
      const file = join(root, 'values.json');
      await writeFile(file, text, { mode: 0o600 });
      return file;
    };
    return { chart, home, values, uncheckedSchemas: unchecked, remove };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

async function writeInto(folder: string, path: string, content: Uint8Array): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content, { mode: 0o600 });
}

/** Whether a file is a schema of values that refers to another host somewhere. */
function isRemoteSchema(path: string, content: Uint8Array): boolean {
  if (!/(^|\/)values\.schema\.json$/.test(path)) return false;
  try {
    return refersOut(JSON.parse(Buffer.from(content).toString('utf8')), 0);
  } catch {
    return false;
  }
}

const deepest = 200;

function refersOut(value: unknown, depth: number): boolean {
  if (depth > deepest) return false;
  if (Array.isArray(value)) return value.some((item) => refersOut(item, depth + 1));
  if (!isJsonObject(value)) return false;
  const { $ref } = value;
  if (typeof $ref === 'string' && /^[a-z][a-z0-9+.-]*:\/\//i.test($ref)) return true;
  return Object.values(value).some((inner) => refersOut(inner, depth + 1));
}
