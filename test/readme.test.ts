import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = process.cwd();

/** Pages that show what commands print, and how many they show at least. */
const pages: readonly (readonly [page: string, least: number])[] = [
  ['README.md', 4],
  ['docs/migrate.md', 1],
];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

interface Shown {
  readonly command: string;
  readonly output: string;
}

/** What `console` blocks show: a line `$ command` and the output below it; `…` stands for lines left out. */
function shownCommands(markdown: string): Shown[] {
  return [...markdown.matchAll(/```console\n([\s\S]*?)```/g)].flatMap((block) =>
    block[1]!
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command, ...lines] = part.split('\n');
        return { command: command!, output: lines.join('\n').trim() };
      }),
  );
}

/** Wall times and dates differ from run to run, all else must be as shown. */
const normalise = (text: string) =>
  text
    .replace(/\b\d+\.\d s\b/g, 'N s')
    .replace(/\b20\d\d-\d\d-\d\d\b/g, 'DATE')
    .replace(/[ \t]+$/gm, '')
    .trim();

const commandsOf = (page: string) =>
  shownCommands(textOf(page)).filter(({ command }) => command.startsWith('gatehouse ') || command === 'npm start');
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-readme-'));

function run(command: string): string {
  const words = command === 'npm start' ? ['up', 'examples/k3s-homelab'] : command.split(' ').slice(1);
  const args = words.map((word) => word.replace('/tmp/lab', join(folder, 'lab')));
  const { stdout } = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '80' },
  });
  return stdout.replaceAll(join(folder, 'lab'), '/tmp/lab');
}

describe.each(pages)('%s', (page, least) => {
  test('shows commands', () => {
    expect(commandsOf(page).length).toBeGreaterThanOrEqual(least);
  });

  test.each(commandsOf(page))('$command prints what is shown', ({ command, output }) => {
    const real = normalise(run(command)).split('\n');
    const shown = normalise(output).split('\n');
    // Lines before and after an ellipsis must follow each other in the real output.
    let at = 0;
    const parts = shown
      .join('\n')
      .split(/^…$/m)
      .map((text) => text.trim().split('\n'))
      .filter((part) => part.join('') !== '');
    for (const part of parts) {
      const found = real.findIndex((_, i) => i >= at && part.every((line, j) => real[i + j]?.trim() === line.trim()));
      expect(found, `${part.join('\n')}\n--- is not in ---\n${real.join('\n')}`).toBeGreaterThanOrEqual(0);
      at = found + part.length;
    }
  });

  test('links only to files that exist', () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1]!);
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });
});
