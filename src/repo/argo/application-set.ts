import type { FileTree } from '../../core/file-tree.ts';
import { compareText } from '../../core/finding.ts';
import { compileGoRegexp } from '../../core/go-regexp.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json, UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { specOf } from '../flux-objects.ts';
import { foldersOf } from '../folders.ts';
import type { Application } from './application.ts';

type Params = Readonly<Record<string, string>>;

/** What a set makes: Applications, and why others are not known. */
export interface MadeApplications {
  readonly applications: readonly Application[];
  readonly notKnown: readonly string[];
}

/** A Git directory generator of a set: its repository, and the patterns of its folders. */
interface DirectoryGenerator {
  readonly url: string;
  readonly directories: readonly { readonly path: string; readonly exclude: boolean }[];
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

function directoriesIn(generator: Json): DirectoryGenerator | undefined {
  const git = isJsonObject(generator) ? generator.git : undefined;
  if (!isJsonObject(git) || typeof git.repoURL !== 'string' || !Array.isArray(git.directories)) return undefined;
  const directories = git.directories.flatMap((each) =>
    isJsonObject(each) && typeof each.path === 'string' ? [{ path: each.path, exclude: each.exclude === true }] : [],
  );
  return { url: git.repoURL, directories };
}

/**
 * The Applications that a set makes, by its Git directory and list generators (argo-cd applicationset/generators git.go, list.go); those of
 * other kinds are not known. `isLocal` tells the addresses that are this repository.
 */
export function applicationsOf(
  tree: FileTree,
  set: SourcedObject,
  isLocal: (url: string) => boolean,
): MadeApplications {
  const { generators, template, goTemplate } = specOf(set.object);
  if (!isJsonObject(template)) return { applications: [], notKnown: ['it has no template'] };
  const notKnown: string[] = [];
  const applications = listOf(generators).flatMap((generator) => {
    const found = paramsOf(tree, generator, { isLocal, go: goTemplate === true });
    if (typeof found === 'string') notKnown.push(found);
    return typeof found === 'string' ? [] : found.map((params) => make(set, template, params));
  });
  return { applications, notKnown };
}

interface Reading {
  readonly isLocal: (url: string) => boolean;
  readonly go: boolean;
}

function paramsOf(tree: FileTree, generator: Json, { isLocal, go }: Reading): readonly Params[] | string {
  if (!isJsonObject(generator)) return 'a generator cannot be read';
  const { list } = generator;
  const others = Object.keys(generator).filter((key) => key !== 'list' && key !== 'git');
  if (others.length > 0) return `its generator ${others[0]} is not followed`;
  if (isJsonObject(list)) {
    if (list.elementsYaml !== undefined) return 'its list is filled in by Argo CD';
    return listOf(list.elements).map((element) => flatten(element));
  }
  const directories = directoriesIn(generator);
  if (!directories) return 'its generator git reads files';
  if (!isLocal(directories.url)) return `its generator git reads ${directories.url}, which is not this repository`;
  return foldersMatching(tree, directories).map((path) => paramsOfFolder(path, go));
}

/** Folders of the tree that a generator is for (generators/git.go filterApps). */
function foldersMatching(tree: FileTree, { directories }: DirectoryGenerator): readonly string[] {
  const isOf = (exclude: boolean) =>
    directories.filter((each) => each.exclude === exclude).map(({ path }) => matcher(path));
  const [wanted, unwanted] = [isOf(false), isOf(true)];
  return [...foldersOf(tree).keys()]
    .filter((folder) => folder !== '' && !folder.split('/').some((part) => part.startsWith('.')))
    .filter((folder) => wanted.some((matches) => matches(folder)) && !unwanted.some((matches) => matches(folder)))
    .sort(compareText);
}

/** Go's path.Match: a star stays within one name. */
function matcher(pattern: string): (path: string) => boolean {
  const source = pattern
    .replace(/^\.?\//, '')
    .replace(/\/$/, '')
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  const compiled = compileGoRegexp(`^${source}$`);
  return 'regexp' in compiled ? compiled.regexp.matches : () => false;
}

function paramsOfFolder(path: string, go: boolean): Params {
  const segments = path.split('/');
  const basename = segments.at(-1) ?? '';
  const common = {
    'path.basename': basename,
    'path.basenameNormalized': basename.replace(/[^a-zA-Z0-9-]+/g, '-').toLowerCase(),
  };
  const each = segments.map((segment, index) => [go ? `index .path.segments ${index}` : `path[${index}]`, segment]);
  return { [go ? 'path.path' : 'path']: path, ...common, ...Object.fromEntries(each) };
}

/** Values of an element by their dotted names. */
function flatten(value: Json, at = ''): Params {
  if (!isJsonObject(value)) return at === '' ? {} : { [at]: typeof value === 'string' ? value : JSON.stringify(value) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => flatten(inner as Json, at ? `${at}.${key}` : key)),
  );
}

const make = (set: SourcedObject, template: JsonObject, params: Params): Application => {
  const filled = fill(template, params) as JsonObject;
  const metadata = {
    namespace: set.object.metadata.namespace,
    ...(isJsonObject(filled.metadata) ? filled.metadata : {}),
  };
  const object = { apiVersion: set.object.apiVersion, kind: 'Application', metadata, spec: filled.spec };
  return { object: object as unknown as UnknownObject, writtenAs: set };
};

/** What cannot be filled in stays, and is told by whoever reads it. */
function fill(value: Json, params: Params): Json {
  if (typeof value === 'string')
    return value.replace(/\{\{-?\s*\.?((?:index )?[^{}]*?)\s*-?\}\}/g, (whole, name: string) => params[name] ?? whole);
  if (Array.isArray(value)) return value.map((each) => fill(each, params));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner as Json, params)]));
}
