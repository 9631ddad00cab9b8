import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { realRuntime } from '../core/runtime.ts';
import { putEntry } from '../registry/put-entry.ts';
import { isOwn, type KeptCode, type KeptPart, sealCode } from './kept-code.ts';
import type { Program } from './load-program.ts';

/** What ran, and what was kept of it before. */
export interface RanProgram {
  /** Where its parts lie. */
  readonly folder: string;
  readonly kept: KeptCode;
  readonly program: Pick<Program, 'loaded'>;
}

const mebibyte = 1024 * 1024;

/**
 * Keeps what was compiled in this run for the next one of the same command; nothing when all of it was kept before. What ran is compiled to
 * the end by now, so the next run need not do that either. Never rejects.
 */
export async function keepCode(file: string, { folder, kept, program }: RanProgram): Promise<void> {
  if ([...program.loaded.values()].every((part) => part.isKept)) return;
  const place = dirname(file);
  try {
    mkdirSync(place, { recursive: true, mode: 0o700 });
    if (!isOwn(lstatSync(place))) return;
  } catch {
    return;
  }
  const code = new Map<string, KeptPart>();
  for (const [name, part] of kept) if (existsSync(join(folder, name))) code.set(name, part);
  for (const [name, { digest, script }] of program.loaded) code.set(name, { digest, code: script.createCachedData() });
  const content = sealCode(code);
  if (content.length > 16 * mebibyte) return;
  await putEntry({ folder: place, limit: 64 * mebibyte, runtime: realRuntime() }, basename(file), content);
}
