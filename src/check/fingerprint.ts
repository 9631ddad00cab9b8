import { createHash } from 'node:crypto';
import type { Finding } from '../core/finding.ts';

const length = 16;

/**
 * What a finding is known by from one run to the next, in hex: the rule, the object (or the file, where it is about none) and what is said,
 * without its place and its counts. Lines may move, files with an object be renamed, and it stays the same.
 */
export function fingerprintOf({ code, object, file, message }: Finding): string {
  const parts = [code, object ?? file ?? '', withoutCounts(message)];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, length);
}

/** A message without whole numbers that stand alone, and without lines and columns after names of files. */
const withoutCounts = (message: string): string =>
  message.replaceAll(/(\.[a-z]+)(:\d+){1,2}\b/g, '$1').replaceAll(/(?<![\w.:/-])\d+(?![\w.:/-])/g, '#');
