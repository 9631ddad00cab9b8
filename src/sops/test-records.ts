import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIdentities } from './age.ts';
import type { TextEncoding } from './cipher.ts';
import type { Selection } from './selection.ts';

/** A file that `sops` encrypted, and one of ours that it decrypted. */
export interface Recorded {
  readonly file: string;
  readonly way: string;
  readonly selection: Selection;
  readonly macOnlyEncrypted: boolean;
  readonly bySops: string;
  readonly byUs: string;
  readonly clearOfOurs: string;
  /** Of files of any bytes in base64. */
  readonly clearBySops: string;
}

/** Text of a file beside the records. */
export const readCase = (name: string, encoding: TextEncoding = 'utf8'): string =>
  readFileSync(join(import.meta.dirname, 'cases', name), encoding);

/** What is recorded in a file. */
export const readRecords = (name: string): readonly Recorded[] => JSON.parse(readCase(name)) as readonly Recorded[];

/** Those whom the recorded files are encrypted for. */
export const identities = readIdentities(readCase('key.txt'), 'key.txt');
