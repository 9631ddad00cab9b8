import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GatehouseError } from '../../core/errors.ts';

/** A file of the page, as the build wrote it. */
export interface Asset {
  readonly type: string;
  readonly text: string;
}

const types: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'app.js': 'text/javascript; charset=utf-8',
  'layout-worker.js': 'text/javascript; charset=utf-8',
  'app.css': 'text/css; charset=utf-8',
};

/** The files of the page by name. Rejects where the build left none. */
export async function readAssets(folder: string): Promise<ReadonlyMap<string, Asset>> {
  const names = Object.keys(types);
  try {
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    return new Map(names.map((name, index) => [name, { type: types[name]!, text: texts[index]! }]));
  } catch (cause) {
    throw new GatehouseError(`${folder}: the page is not there`, {
      hint: 'install Gatehouse anew; of its source, `npm run build` makes it',
      cause,
    });
  }
}
