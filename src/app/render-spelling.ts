import { GatehouseError } from '../core/errors.ts';

/** What two names have in common on a disk that does not tell capitals from small letters. */
export const foldName = (name: string): string => name.normalize('NFC').toLowerCase();

/** Fails when two paths, or folders above them, differ in spelling only. */
export function checkSpelling(paths: readonly string[], out: string): void {
  const spellings = new Map<string, string>();
  for (const path of paths) {
    const steps = path.split('/');
    for (let depth = 1; depth <= steps.length; depth++) {
      const name = steps.slice(0, depth).join('/');
      const other = spellings.get(foldName(name)) ?? name;
      spellings.set(foldName(name), other);
      if (other !== name) throw collision(other, name, out);
    }
  }
}

const collision = (one: string, other: string, out: string) =>
  new GatehouseError(`${one} and ${other} are the same name on the disk of ${out}`, {
    hint: 'let repository.folders differ in more than capitals, or choose a folder on another disk with --out',
  });

/** Entries under the spelling that is wanted now: what was `Apps/a.yaml` and is `apps/a.yaml` is the same file there. */
export function respell(hashes: ReadonlyMap<string, string>, wanted: readonly string[]): ReadonlyMap<string, string> {
  const spellings = new Map(wanted.map((path) => [foldName(path), path]));
  return new Map([...hashes].map(([path, hash]) => [spellings.get(foldName(path)) ?? path, hash]));
}
