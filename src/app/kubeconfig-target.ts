import { accessSync, constants, lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { diskTrouble } from './disk-trouble.ts';

/** The file a kubeconfig is really written to. */
export interface KubeconfigTarget {
  readonly file: string;
  /** Undefined when there is no file yet. */
  readonly stats: Stats | undefined;
}

/** Follows links to the file itself. Fails, without opening anything, when what is there is no file that can be read and written. */
export function findTarget(path: string): KubeconfigTarget {
  let file = path;
  for (let links = 0; links < 40; links++) {
    if (/^\/(proc|dev(?!\/shm\/))\//.test(file)) throw noFile(path, 'no file but a device');
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (stats?.isSymbolicLink()) {
      file = resolve(dirname(file), readlinkSync(file));
      continue;
    }
    if (stats?.isDirectory()) throw noFile(path, 'a folder');
    if (stats && !stats.isFile()) throw noFile(path, 'no regular file');
    if (stats && stats.size > maxBytes) throw noFile(path, 'too large for a kubeconfig');
    if (stats) accessSync(file, constants.R_OK | constants.W_OK);
    return { file, stats };
  }
  throw noFile(path, 'a link that leads in circles');
}

const maxBytes = 10 * 1024 * 1024;

const noFile = (path: string, what: string) =>
  new GatehouseError(`cannot write the kubeconfig ${path}: it is ${what}`, {
    hint: 'name a file: --kubeconfig FILE',
  });

/** Names the file and what to do when the system refuses something; passes on what is said well already. */
export function namingKubeconfig<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof GatehouseError) throw cause;
    throw new GatehouseError(`cannot write the kubeconfig ${path}: ${diskTrouble(cause)}`, {
      hint: 'name a file in a folder that exists and may be written to: --kubeconfig FILE',
    });
  }
}
