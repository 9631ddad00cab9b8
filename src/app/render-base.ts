import { deflateSync, inflateSync } from 'node:zlib';
import { compareText } from '../core/finding.ts';

/** Bytes that unpacked texts may have: a manifest that somebody else made must not fill the memory. */
const unpackedLimit = 256 * 1024 * 1024;
const lineLength = 120;

/**
 * Texts compressed, as lines of base64 that Git can tell apart. The same texts in any order give the same lines on one machine; on another
 * its zlib may write others, so packed texts are compared unpacked.
 */
export function packTexts(texts: readonly string[]): readonly string[] {
  const packed = deflateSync(JSON.stringify([...texts].sort(compareText))).toString('base64');
  return packed.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? [];
}

/** The texts that were packed; none where the lines are damaged: then there is nothing to merge by. */
export function unpackTexts(lines: unknown): readonly string[] {
  if (!Array.isArray(lines) || !lines.every((line) => typeof line === 'string')) return [];
  try {
    const packed = Buffer.from(lines.join(''), 'base64');
    const texts: unknown = JSON.parse(inflateSync(packed, { maxOutputLength: unpackedLimit }).toString('utf8'));
    return Array.isArray(texts) ? texts.filter((text) => typeof text === 'string') : [];
  } catch {
    return [];
  }
}
