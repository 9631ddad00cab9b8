import type { FileTree } from '../../core/file-tree.ts';
import { compareText } from '../../core/finding.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { documentsOf } from '../documents.ts';
import { foldersOf, parentOf } from '../folders.ts';
import { fillTemplate, type Params } from './fill-template.ts';
import { pathMatcher } from './path-pattern.ts';

/** What generators are read from: the files, which addresses are this repository, and whose names templates use. */
export interface GeneratorReading {
  readonly tree: FileTree;
  readonly isLocal: (url: string) => boolean;
  /** Templates are Go's own (`goTemplate: true`). */
  readonly go: boolean;
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/**
 * The parameters that a generator of an ApplicationSet gives (argo-cd applicationset/generators list.go, git.go, matrix.go), or why they are
 * not known: which clusters there are, and what others host, no file says.
 */
export function paramsOf(generator: Json, reading: GeneratorReading): readonly Params[] | string {
  if (!isJsonObject(generator)) return 'a generator cannot be read';
  const { list, git, matrix } = generator;
  if (generator.selector !== undefined) return 'its generator has a selector';
  const found = isJsonObject(list)
    ? elementsOf(list)
    : isJsonObject(git)
      ? gitParams(git, reading)
      : isJsonObject(matrix)
        ? productOf(listOf(matrix.generators), reading)
        : `its generator ${Object.keys(generator)[0]} is not followed`;
  return found;
}

function elementsOf({ elements, elementsYaml }: JsonObject): readonly Params[] | string {
  if (elementsYaml !== undefined) return 'its list is filled in by Argo CD';
  return listOf(elements).map((element) => flatten(element));
}

/** Every pair of what two generators give; the second may be told by the first what to look for. */
function productOf([first, second]: readonly Json[], reading: GeneratorReading): readonly Params[] | string {
  if (first === undefined || second === undefined) return 'its matrix has no two generators';
  const outer = paramsOf(first, reading);
  if (typeof outer === 'string') return outer;
  const pairs: Params[] = [];
  for (const each of outer) {
    const inner = paramsOf(fillTemplate(second, each), reading);
    if (typeof inner === 'string') return inner;
    for (const other of inner) pairs.push({ ...each, ...other });
  }
  return pairs;
}

function gitParams(git: JsonObject, { tree, isLocal, go }: GeneratorReading): readonly Params[] | string {
  const { repoURL, directories, files, pathParamPrefix } = git;
  if (typeof repoURL !== 'string') return 'its generator git names no repository';
  if (!isLocal(repoURL)) return `its generator git reads ${repoURL}, which is not this repository`;
  const prefix = typeof pathParamPrefix === 'string' && pathParamPrefix !== '' ? `${pathParamPrefix}.` : '';
  const own = valuesIn(git.values);
  const named = (path: string) => ({ ...own, ...pathParams(path, go, prefix) });
  if (Array.isArray(directories)) return foldersMatching(tree, directories).map(named);
  if (!Array.isArray(files)) return 'its generator git names neither folders nor files';
  return filesMatching(tree, files).flatMap((file) =>
    contentsOf(tree, file).map((content) => ({ ...flatten(content), ...named(parentOf(file)) })),
  );
}

const valuesIn = (values: Json | undefined): Params =>
  isJsonObject(values) ? flatten({ values: values as Json }) : {};

/** Folders of the tree that a generator is for (generators/git.go filterApps). */
const foldersMatching = (tree: FileTree, patterns: readonly Json[]): readonly string[] =>
  [...foldersOf(tree).keys()]
    .filter((folder) => folder !== '' && !folder.split('/').some((part) => part.startsWith('.')))
    .filter(wantedBy(patterns))
    .sort(compareText);

const filesMatching = (tree: FileTree, patterns: readonly Json[]): readonly string[] =>
  [...tree.keys()].filter(wantedBy(patterns)).sort(compareText);

function wantedBy(patterns: readonly Json[]): (path: string) => boolean {
  const isOf = (exclude: boolean) =>
    patterns.flatMap((each) =>
      isJsonObject(each) && typeof each.path === 'string' && (each.exclude === true) === exclude
        ? [pathMatcher(each.path)]
        : [],
    );
  const [wanted, unwanted] = [isOf(false), isOf(true)];
  return (path) => wanted.some((matches) => matches(path)) && !unwanted.some((matches) => matches(path));
}

/** What a file of parameters holds: one map, or several in a list. */
function contentsOf(tree: FileTree, file: string): readonly Json[] {
  const value = documentsOf(tree, file)?.documents[0]?.value ?? {};
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

function pathParams(path: string, go: boolean, prefix: string): Params {
  const segments = path.split('/');
  const basename = segments.at(-1) ?? '';
  const common = {
    [`${prefix}path.basename`]: basename,
    [`${prefix}path.basenameNormalized`]: basename.replace(/[^a-zA-Z0-9-]+/g, '-').toLowerCase(),
  };
  const each = segments.map((segment, index) => [
    go ? `index .${prefix}path.segments ${index}` : `${prefix}path[${index}]`,
    segment,
  ]);
  return { [go ? `${prefix}path.path` : `${prefix}path`]: path, ...common, ...Object.fromEntries(each) };
}

/** Values of an element by their dotted names. */
function flatten(value: Json, at = ''): Params {
  if (!isJsonObject(value)) return at === '' ? {} : { [at]: typeof value === 'string' ? value : JSON.stringify(value) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => flatten(inner as Json, at ? `${at}.${key}` : key)),
  );
}
