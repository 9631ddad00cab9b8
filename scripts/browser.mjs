// The browser that the page is tested in: Debian's Chromium, where it is there or may be brought.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Path of a browser of this machine; undefined where there is none. */
export function findBrowser() {
  const folders = (process.env.PATH ?? '').split(':');
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}

/** Seconds that bringing it may take: without it the page goes untested, which is said, and all else is tested. */
const patience = 240;

/** Brings Chromium by apt where nothing is in the way: this is root, there is apt, and it is not there yet. */
export function ensureBrowser() {
  if (findBrowser() !== undefined || process.getuid?.() !== 0) return;
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return;
  process.stdout.write('bringing chromium by apt, to test the page in…\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', args, { stdio: 'ignore', env, timeout: (patience / 2) * 1000 }).status;
  const isThere = apt('update', '-q') === 0 && apt('install', '-y', '-q', '--no-install-recommends', 'chromium') === 0;
  if (!isThere) process.stdout.write('chromium could not be brought: the page is not tested in a browser\n');
}
