import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, Script } from 'node:vm';
import { digestOf, type KeptCode } from './kept-code.ts';

/** A part that runs. */
export interface LoadedPart {
  /** Of its text. */
  readonly digest: string;
  readonly script: Script;
  /** Whether it was compiled in a run before this one. */
  readonly isKept: boolean;
}

/** The program, whose parts are loaded when they are first asked for. */
export interface Program {
  /** What a part exports. Throws when there is no such file, or it cannot begin. */
  readonly load: (name: string) => unknown;
  /** The parts that were loaded until now, by their file names. */
  readonly loaded: ReadonlyMap<string, LoadedPart>;
}

/** Given what CommonJS gives a file: exports, require, module, its path and its folder. */
type Begin = (...given: readonly unknown[]) => void;

/**
 * Opens the program in a folder of CommonJS files, each of which asks for others by `./name`. Compiled code of a part is used when it is of the
 * very text that stands there, and the engine takes it (it refuses that of another version or other settings of itself).
 *
 * @param ask answers for whatever is no part, such as the modules of Node
 */
export function openProgram(folder: string, kept: KeptCode, ask: (id: string) => unknown): Program {
  const modules = new Map<string, { exports: unknown }>();
  const loaded = new Map<string, LoadedPart>();
  const askFromPart = (id: string): unknown => (id.startsWith('./') ? load(id.slice(2)) : ask(id));
  const load = (name: string): unknown => {
    const known = modules.get(name);
    if (known) return known.exports;
    const path = join(folder, name);
    const part = compile(path, kept, name);
    const module: { exports: unknown } = { exports: {} };
    modules.set(name, module);
    try {
      const begin = part.script.runInThisContext() as Begin;
      begin.call(module.exports, module.exports, askFromPart, module, path, folder);
    } catch (thrown) {
      modules.delete(name);
      throw thrown;
    }
    loaded.set(name, part);
    return module.exports;
  };
  return { load, loaded };
}

function compile(path: string, kept: KeptCode, name: string): LoadedPart {
  const bytes = readFileSync(path);
  const digest = digestOf(bytes);
  const known = kept.get(name);
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${bytes.toString('utf8')}\n})`, {
    filename: path,
    cachedData: known?.digest === digest ? known.code : undefined,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return { digest, script, isKept: script.cachedDataRejected === false };
}
