import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { removeAtExit } from '../core/leftovers.ts';
import type { TextEncoding } from '../sops/cipher.ts';
import { encodingOf } from '../sops/formats.ts';
import { changeFile, type KeyOptions } from './secrets-change.ts';

/** Opens a file in clear in an editor and encrypts what comes back. Whether something was changed. */
export const editFile = (file: string, options: KeyOptions): Promise<boolean> =>
  changeFile(file, options, (text) =>
    editText(text, basename(file), {
      editor: options.env.EDITOR || options.env.VISUAL || 'vi',
      encoding: encodingOf(file),
    }),
  );

interface Editing {
  readonly editor: string;
  readonly encoding: TextEncoding;
}

/**
 * The text after an editor was run on it. An editor works on a file: it lies in a folder of its own that only the owner may enter, in
 * memory where the system has such a place, and is wiped and removed, also when the process is ended.
 */
async function editText(text: string, name: string, { editor, encoding }: Editing): Promise<string> {
  const folder = mkdtempSync(join(memoryFolder(), 'gatehouse-edit-'));
  const file = join(folder, name);
  const remove = () => {
    wipe(file);
    rmSync(folder, { recursive: true, force: true });
  };
  const callOff = removeAtExit(remove);
  try {
    await writeFile(file, text, { mode: 0o600, encoding });
    await runEditor(editor, file);
    return await readFile(file, encoding);
  } finally {
    remove();
    callOff();
  }
}

function memoryFolder(): string {
  try {
    if (statSync('/dev/shm').isDirectory()) return '/dev/shm';
  } catch {
    // No such place on this system.
  }
  return tmpdir();
}

function wipe(file: string): void {
  try {
    writeFileSync(file, Buffer.alloc(statSync(file).size));
  } catch {
    // The editor has moved or removed it.
  }
}

/** `$EDITOR` may hold arguments: the shell takes it apart, the path is given as an argument. */
function runEditor(editor: string, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
    child.on('error', (cause) => reject(new GatehouseError(`${editor} cannot be run: ${cause.message}`, { cause })));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new GatehouseError(`${editor} ended with ${code ?? 'a signal'}: the file is as it was`));
    });
  });
}
