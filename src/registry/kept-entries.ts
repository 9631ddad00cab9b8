import { createHash } from 'node:crypto';
import { readFile, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeptOptions, putEntry } from './put-entry.ts';

/** Texts that outlive a run, each by what it follows from. Two runs may use one folder at once. */
export interface KeptEntries {
  /** The text that was kept; undefined where there is none, or where it is not what was written. Never rejects. */
  readonly read: (key: string) => Promise<string | undefined>;
  /** Keeps a text. Never rejects: where nothing can be kept, nothing is. */
  readonly write: (key: string, text: string) => Promise<void>;
}

/**
 * Opens a folder of texts that only this user can look into. A file begins with the digest of its text, so that a cut or changed one counts
 * for nothing. Keys are file names.
 */
export function openKeptEntries(options: KeptOptions): KeptEntries {
  const { folder, limit, runtime } = options;
  return {
    read: async (key) => {
      const path = join(folder, key);
      try {
        const text = unseal(await readFile(path));
        if (text === undefined) await rm(path, { force: true });
        else await utimes(path, runtime.now() / 1000, runtime.now() / 1000).catch(() => undefined);
        return text;
      } catch {
        return undefined;
      }
    },
    write: async (key, text) => {
      if (text.length <= limit / 4) await putEntry(options, key, `${digestOf(text)}\n${text}`);
    },
  };
}

const digestOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Characters of a digest. */
const digestLength = 64;

function unseal(content: Buffer): string | undefined {
  const text = content.subarray(digestLength + 1);
  return content.toString('latin1', 0, digestLength + 1) === `${digestOf(text)}\n` ? text.toString('utf8') : undefined;
}
