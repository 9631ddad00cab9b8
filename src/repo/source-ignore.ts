import type { FileTree } from '../core/file-tree.ts';
import { compileGoRegexp } from '../core/go-regexp.ts';
import { shareReadings } from './documents.ts';
import { parentOf } from './folders.ts';
import { filterTree } from './lazy-tree.ts';

/** What Flux leaves out of an artifact unless told otherwise (fluxcd/pkg sourceignore/sourceignore.go). */
const defaults: readonly string[] = [
  '.git/',
  '.gitignore',
  '.gitmodules',
  '.gitattributes',
  ...['jpg', 'jpeg', 'gif', 'png', 'wmv', 'flv', 'tar.gz', 'zip'].map((extension) => `*.${extension}`),
  '.github/',
  '.circleci/',
  '.travis.yml',
  '.gitlab-ci.yml',
  'appveyor.yml',
  '.drone.yml',
  'cloudbuild.yaml',
  'codeship-services.yml',
  'codeship-steps.yml',
  '**/.goreleaser.yml',
  '**/.sops.yaml',
  '**/.flux.yaml',
];

interface Pattern {
  readonly matches: (path: string) => boolean;
  readonly keeps: boolean;
  readonly foldersOnly: boolean;
}

/**
 * The files of a repository that are in its artifact: without what the defaults, `.sourceignore` files and `spec.ignore` exclude.
 * `ignore` replaces the defaults; patterns are those of .gitignore, and the last that matches decides.
 */
export function withoutIgnored(tree: FileTree, ignore?: string): FileTree {
  const isLeft = leavesOutOfArtifact([
    ...(ignore === undefined ? defaults : []).map((line) => compile(line, '')),
    ...patternsIn(tree, '.sourceignore'),
    ...read(ignore ?? '', ''),
  ]);
  const left = filterTree(tree, (path) => !isLeft(path));
  shareReadings(left, tree);
  return left;
}

/** Whether a path is one of those that the `.gitignore` files of a repository keep out of it: it may lie on its owner's disk. */
export const isKeptOutOfGit = (tree: FileTree, path: string): boolean =>
  leavesOut(patternsIn(tree, '.gitignore'))(path);

const patternsIn = (tree: FileTree, name: string): readonly (Pattern | undefined)[] =>
  [...tree.keys()]
    .filter((path) => path === name || path.endsWith(`/${name}`))
    .flatMap((path) => read(tree.get(path)!, parentOf(path)));

/**
 * As source-controller decides, file by file: the last pattern that matches the path, or a folder above it, so that a folder can be taken back
 * in below one that is left out (go-git plumbing/format/gitignore pattern.go globMatch; source-controller internal/controller/storage.go Archive).
 */
function leavesOutOfArtifact(lines: readonly (Pattern | undefined)[]): (path: string) => boolean {
  const patterns = lines.filter((pattern) => pattern !== undefined);
  const folders = new Map<string, number>([['', -1]]);
  const lastOf = (path: string, isFolder: boolean): number =>
    patterns.findLastIndex(({ matches, foldersOnly }) => (isFolder || !foldersOnly) && matches(path));
  const lastOfFolder = (folder: string): number => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const last = Math.max(lastOfFolder(parentOf(folder)), lastOf(folder, true));
    folders.set(folder, last);
    return last;
  };
  return (path) => {
    const last = Math.max(lastOfFolder(parentOf(path)), lastOf(path, false));
    return patterns[last]?.keeps === false;
  };
}

/** As git decides: what is in a folder that is left out stays out. */
function leavesOut(lines: readonly (Pattern | undefined)[]): (path: string) => boolean {
  const patterns = lines.filter((pattern) => pattern !== undefined);
  const folders = new Map<string, boolean>([['', false]]);
  const isFolderOut = (folder: string): boolean => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const out = isFolderOut(parentOf(folder)) || isOut(patterns, folder, true);
    folders.set(folder, out);
    return out;
  };
  return (path) => isFolderOut(parentOf(path)) || isOut(patterns, path, false);
}

const read = (text: string, folder: string): readonly (Pattern | undefined)[] =>
  text.split('\n').map((line) => compile(line.trimEnd(), folder));

function isOut(patterns: readonly Pattern[], path: string, isFolder: boolean): boolean {
  const last = patterns.findLast(({ matches, foldersOnly }) => (isFolder || !foldersOnly) && matches(path));
  return last !== undefined && !last.keeps;
}

/** One line of a .gitignore file that stands in a folder. */
function compile(line: string, folder: string): Pattern | undefined {
  if (line === '' || line.startsWith('#')) return undefined;
  const keeps = line.startsWith('!');
  const rule = keeps ? line.slice(1) : line;
  const foldersOnly = rule.endsWith('/');
  const body = foldersOnly ? rule.slice(0, -1) : rule;
  const anchored = body.includes('/');
  const simple = folder === '' && matchSimple(body);
  if (simple) return { matches: simple, keeps, foldersOnly };
  const inside = folder ? `${escapeText(folder)}/` : '';
  const source = toRegExp(body.replace(/^\//, ''));
  const compiled = compileGoRegexp(`(?s)^${inside}${anchored ? '' : '(?:.*/)?'}${source}$`);
  // A malformed pattern matches nothing (go-git plumbing/format/gitignore/pattern.go).
  return 'regexp' in compiled ? { matches: compiled.regexp.matches, keeps, foldersOnly } : undefined;
}

/**
 * How a name at any depth (`a.yml`, with or without `**` before it), or an ending of names (`*.jpg`), is found: as nearly all patterns are,
 * and every path is held against every pattern. Undefined for any other pattern.
 */
function matchSimple(body: string): Pattern['matches'] | undefined {
  const [, star, text] = /^(?:\*\*\/)?(\*?)([\w.-]+)$/.exec(body) ?? [];
  if (text === undefined) return undefined;
  if (star) return (path) => path.endsWith(text);
  const below = `/${text}`;
  return (path) => path === text || path.endsWith(below);
}

const escapeText = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const toRegExp = (glob: string): string =>
  glob.replace(/\*\*\/|\/\*\*$|\*\*|\*|\?|\[!?[^\]]+\]|[\\^$.+()[\]{}|]/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '/**') return '/.*';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (!part.startsWith('[') || part.length === 1) return `\\${part}`;
    const negated = /^\[[!^]/.test(part);
    return `[${negated ? '^' : ''}${part.slice(negated ? 2 : 1, -1).replaceAll('[', '\\[')}]`;
  });

/**
 * Whether Flux leaves a file out of an artifact by its name, unless the `ignore` of the source says otherwise: no manifests, so their
 * bytes are not read (fluxcd/pkg sourceignore/sourceignore.go ExcludeExt).
 */
export const isLeftOut = (path: string): boolean => /\.(jpg|jpeg|gif|png|wmv|flv|tar\.gz|zip)$/i.test(path);
