import type { Document, Node, YAMLMap, YAMLSeq } from 'yaml';
import { GatehouseError } from '../core/errors.ts';
import { type EntryMark, type ListName, lists, markOf, ourName, printMark, type Yaml } from './kubeconfig-mark.ts';

/** A kubeconfig that is being changed. */
export interface Kubeconfig {
  readonly path: string;
  readonly document: Document;
  readonly contents: YAMLMap<unknown, unknown>;
}

const listNames = Object.keys(lists) as ListName[];

/**
 * Reads a kubeconfig so that what is not changed is printed as it was: every scalar is text as it stands, comments stay. A file without
 * content is an empty one (client-go clientcmd.LoadFromFile). Fails when it is no kubeconfig; never quotes from it.
 */
export function parseKubeconfig(yaml: Yaml, path: string, text: string): Kubeconfig {
  const documents = [...yaml.parseAllDocuments(text, { schema: 'failsafe' })];
  if (documents.length > 1) throw notOne(path, 'it holds more than one document');
  const document: Document = documents[0] ?? new yaml.Document(undefined, { schema: 'failsafe' });
  const [error] = document.errors;
  if (error) throw notOne(path, `line ${error.linePos?.[0].line ?? 1} is no YAML`);
  if (documents.length === 0) document.commentBefore = commentsOf(text);
  if (isEmptyNode(yaml, document.contents)) document.contents = new yaml.YAMLMap();
  const { contents } = document;
  if (!yaml.isMap(contents)) throw notOne(path, 'it is no map');
  const known =
    contents.get('kind') === 'Config' || (!contents.has('kind') && listNames.some((name) => contents.has(name)));
  if (!known && contents.items.length > 0) throw notOne(path, 'its kind is not Config');
  for (const name of listNames) {
    const list = contents.get(name, true);
    if (!yaml.isSeq(list) && !isEmptyNode(yaml, list)) throw notOne(path, `${name} is no list`);
  }
  return { path, document, contents };
}

/** What a file without any content says all the same. */
const commentsOf = (text: string): string =>
  text
    .split('\n')
    .flatMap((line) => (line.startsWith('#') ? [line.slice(1).trimEnd()] : []))
    .join('\n');

const notOne = (path: string, why: string) =>
  new GatehouseError(`${path} is not a kubeconfig: ${why}`, {
    hint: 'it is left as it is: name another file with --kubeconfig',
  });

/** Adds the entries of our own kubeconfig, marked, and makes its context the current one. A kubeconfig in JSON stays JSON. */
export function addEntries(yaml: Yaml, { contents }: Kubeconfig, ours: string, mark: EntryMark): void {
  const own = yaml.parseDocument(ours, { schema: 'failsafe' }).contents as YAMLMap<unknown, unknown>;
  for (const name of listNames) {
    const shown = name === 'contexts' ? mark : { owner: mark.owner };
    for (const entry of (own.get(name) as YAMLSeq<YAMLMap>).items) {
      (entry.get(lists[name]) as YAMLMap).set('extensions', printMark(yaml, shown));
    }
  }
  if (contents.flow) quoteAll(yaml, own);
  for (const key of ['apiVersion', 'kind']) if (!contents.has(key)) contents.set(key, own.get(key, true));
  for (const name of listNames) listOf(yaml, contents, name).items.push(...(own.get(name) as YAMLSeq).items);
  setCurrent(yaml, contents, ourName);
  if (contents.flow) quoteKeys(yaml, contents);
}

/**
 * Takes our entries away; what the last run's mark says comes back, undefined when there were none. Fails when an entry has our name and is
 * not ours. `only` names the one run whose entries are taken.
 */
export function takeEntries(yaml: Yaml, kubeconfig: Kubeconfig, only?: string): EntryMark | undefined {
  const { contents } = kubeconfig;
  let taken: EntryMark | undefined;
  for (const name of listNames) {
    const list = contents.get(name, true);
    if (!yaml.isSeq(list)) continue;
    const kept = list.items.filter((item) => {
      if (!yaml.isMap(item) || item.get('name') !== ourName) return true;
      const mark = markOf(yaml, item, name);
      if (only !== undefined) return mark?.owner !== only;
      if (!mark) throw notOurs(kubeconfig.path, lists[name]);
      taken = { ...mark, previous: taken?.previous || mark.previous, created: taken?.created || mark.created };
      return false;
    });
    if (kept.length === list.items.length) continue;
    taken ??= { owner: only ?? '', previous: '', created: false };
    list.items = kept;
  }
  return taken;
}

const notOurs = (path: string, kind: string) =>
  new GatehouseError(`${path} has a ${kind} named ${ourName} that Gatehouse did not write`, {
    hint: `it is left as it is: name another file with --kubeconfig, or rename the ${kind}`,
  });

/** Makes the context current that was so before, unless another has been chosen meanwhile. */
export function restoreCurrent(yaml: Yaml, { contents }: Kubeconfig, previous: string): void {
  if (contents.get('current-context') !== ourName) return;
  const contexts = contents.get('contexts', true);
  const named = (item: unknown) => yaml.isMap(item) && item.get('name') === previous;
  setCurrent(yaml, contents, yaml.isSeq(contexts) && contexts.items.some(named) ? previous : '');
}

/** The context that is current. */
export function currentContext({ contents }: Kubeconfig): string {
  const current = contents.get('current-context');
  return typeof current === 'string' && current !== ourName && !emptyTexts.has(current) ? current : '';
}

/** Whose entries a kubeconfig holds; undefined when it holds none of ours. */
export function ownerOf(yaml: Yaml, { contents }: Kubeconfig): string | undefined {
  for (const name of listNames) {
    const list = contents.get(name, true);
    for (const item of yaml.isSeq(list) ? list.items : []) {
      const mark = yaml.isMap(item) && item.get('name') === ourName ? markOf(yaml, item, name) : undefined;
      if (mark) return mark.owner;
    }
  }
  return undefined;
}

/** Whether no cluster, user or context is left. */
export const isWithoutEntries = (yaml: Yaml, { contents }: Kubeconfig): boolean =>
  listNames.every((name) => {
    const list = contents.get(name, true);
    return !yaml.isSeq(list) || list.items.length === 0;
  });

/** The text, in the way `before` is written. */
export function printKubeconfig({ document }: Kubeconfig, before: string): string {
  const indentSeq = !/^[\w-]+:[ \t]*\r?\n- /m.test(before);
  return document.toString({ lineWidth: 0, indentSeq, flowCollectionPadding: !/\{[^\s}]/.test(before) });
}

function listOf(yaml: Yaml, contents: YAMLMap<unknown, unknown>, name: ListName): YAMLSeq {
  const present = contents.get(name, true);
  if (yaml.isSeq(present)) {
    if (present.items.length === 0 && !contents.flow) present.flow = false;
    return present;
  }
  const list = new yaml.YAMLSeq();
  contents.set(name, list);
  return list;
}

function setCurrent(yaml: Yaml, contents: YAMLMap<unknown, unknown>, context: string): void {
  const present = contents.get('current-context', true);
  if (yaml.isScalar(present) && context !== '') present.value = context;
  else contents.set('current-context', quoted(yaml, context));
}

function quoted(yaml: Yaml, text: string): Node {
  const scalar = new yaml.Scalar(text);
  scalar.type = 'QUOTE_DOUBLE';
  return scalar;
}

function quoteAll(yaml: Yaml, node: Node): void {
  yaml.visit(node, {
    Map: (_, map) => quoteKeys(yaml, map),
    Scalar: (_, scalar) => {
      scalar.type = 'QUOTE_DOUBLE';
    },
  });
}

function quoteKeys(yaml: Yaml, map: YAMLMap<unknown, unknown>): void {
  for (const pair of map.items) if (typeof pair.key === 'string') pair.key = quoted(yaml, pair.key);
}

const emptyTexts: ReadonlySet<unknown> = new Set(['', '~', 'null', null, undefined]);
const isEmptyNode = (yaml: Yaml, node: unknown): boolean => emptyTexts.has(yaml.isScalar(node) ? node.value : node);
