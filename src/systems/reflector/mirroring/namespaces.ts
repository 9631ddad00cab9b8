import { compileGoRegexp } from '../../../core/go-regexp.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { parseSelector } from '../../../kube/selector-parse.ts';
import type { MirrorProperties } from './properties.ts';

/** The expressions of a list, as upstream tears it apart: at every comma, blanks and empty ones dropped. */
export const listItems = (list: string): readonly string[] =>
  list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** Whether the first match of an expression is the whole name; undefined for one that cannot be read here. */
export function matchesWhole(expression: string, name: string): boolean | undefined {
  const compiled = compileGoRegexp(expression);
  return 'regexp' in compiled ? compiled.regexp.find(name) === name : undefined;
}

/** A list that is empty matches all, one of blanks nothing (PatternListMatch). */
const matchesList = (list: string, name: string): boolean =>
  list === '' || listItems(list).some((expression) => matchesWhole(expression, name) === true);

function matchesLabels(selector: string, { metadata }: Pick<KubeObject, 'metadata'>): boolean {
  const parsed = parseSelector(selector);
  return !('error' in parsed) && parsed.matches(metadata.labels);
}

/** Either the list or the selector; both left out stand for every namespace (MatchNamespace). */
function matches(list: string, selector: string, namespace: Pick<KubeObject, 'metadata'>): boolean {
  if (list === '' && selector === '') return true;
  return (
    (list !== '' && matchesList(list, namespace.metadata.name)) ||
    (selector !== '' && matchesLabels(selector, namespace))
  );
}

/** Whether copies may be in a namespace (CanBeReflectedToNamespace). */
export const mayBeIn = (source: MirrorProperties, namespace: Pick<KubeObject, 'metadata'>): boolean =>
  source.allowed && matches(source.allowedNamespaces, source.allowedSelector, namespace);

/** Whether a namespace gets a copy unasked (CanBeAutoReflectedToNamespace). */
export const comesTo = (source: MirrorProperties, namespace: Pick<KubeObject, 'metadata'>): boolean =>
  mayBeIn(source, namespace) && source.auto && matches(source.autoNamespaces, source.autoSelector, namespace);
