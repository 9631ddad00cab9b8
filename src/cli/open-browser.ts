import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ignoreErrors } from '../core/ignore-errors.ts';
import { escapeMarkup } from '../report/svg/svg-text.ts';

/** What opens a file by its kind. */
const openers: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
  linux: ['xdg-open'],
};

/** Opens an address in the browser, by way of a file that only its owner reads: arguments of programs are seen by everybody. Nothing happens where there is none. */
export async function openBrowser(url: string): Promise<void> {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  const file = join(await mkdtemp(join(tmpdir(), 'gatehouse-page-')), 'open.html');
  await writeFile(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${escapeMarkup(url)}">`, {
    mode: 0o600,
  });
  const opened = spawn(program, [...args, file], { stdio: 'ignore', detached: true });
  ignoreErrors(opened);
  opened.unref();
}
