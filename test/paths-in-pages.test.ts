import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const guides = 'docs/contributing';
const pages = ['AGENTS.md', 'docs/architecture.md', ...readdirSync(guides).map((name) => `${guides}/${name}`)];

/** Folders in which a path of a page may be meant, the nearest first. */
const places = [
  '',
  'src',
  'src/systems',
  'src/systems/traefik',
  'src/systems/metallb',
  'src/cluster/embedded',
  'src/app',
];

const named = pages.flatMap((page) =>
  [
    ...readFileSync(page, 'utf8')
      .replaceAll(/^```[\s\S]*?^```/gm, '')
      .matchAll(/`([^`\n]+)`/g),
  ]
    .map(([, text = '']) => text)
    .filter(isPath)
    .map((path) => [page, path] as const),
);

/** A path has a slash or the ending of a file, and is neither a command nor an address; `pkg/` is upstream's, `dist/` is built. */
function isPath(text: string): boolean {
  if (!/^[\w.@/<>*-]+$/.test(text) || /^(@|pkg\/|dist\/)/.test(text)) return false;
  return text.includes('/')
    ? !text.startsWith('/') && !text.includes('.io/')
    : /^[a-z0-9-]+\.(ts|md|ya?ml|json|mjs)$/.test(text);
}

/** Whether something lies there; `<name>` and `*` stand for any name. */
function lies(path: string, folder = ''): boolean {
  const [step = '', ...rest] = path.replace(/\/$/, '').split('/');
  const here = join('.', folder);
  if (!existsSync(here) || !statSync(here).isDirectory()) return false;
  const pattern = new RegExp(`^${step.replaceAll('.', '\\.').replace(/<[^>]+>|\*/g, '[^/]+')}$`);
  return readdirSync(here)
    .filter((name) => pattern.test(name))
    .some((name) => rest.length === 0 || lies(rest.join('/'), join(folder, name)));
}

/** The same in any folder of a system, for files that are named alone. */
const liesAnywhere = (path: string): boolean =>
  places.some((place) => lies(path, place)) ||
  (!path.includes('/') && ['src/*', 'src/*/*', 'src/*/*/*'].some((deep) => lies(`${deep}/${path}`)));

test('pages for contributors name paths', () => {
  expect(named.length).toBeGreaterThan(50);
});

test.each(named)('%s names %s, which is there', (_, path) => {
  expect(liesAnywhere(path), path).toBe(true);
});

test.each(pages)('the links of %s lead somewhere', (page) => {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([]);
});
