import { compileGoRegexp } from '../../core/go-regexp.ts';
import { parseSelector } from '../../kube/selector-parse.ts';
import type { Selector } from './kustomization.ts';
import { KustomizeError } from './kustomize-error.ts';
import { currentId, originalId, type Resource, textsOf } from './resource.ts';

type Test = (text: string) => boolean;

/** A selector's field: a regular expression for the whole text; empty matches all (api/types/selector.go). */
export function compilePattern(pattern: string | undefined): Test {
  if (!pattern) return () => true;
  const compiled = compileGoRegexp(`^(?:${pattern})$`);
  if ('problem' in compiled) throw new KustomizeError(compiled.problem);
  return compiled.regexp.matches;
}

/** Whether group, version and kind are those of a selector. */
export const matchesKind = (selector: Selector, id: { group: string; version: string; kind: string }): boolean =>
  compilePattern(selector.group)(id.group) &&
  compilePattern(selector.version)(id.version) &&
  compilePattern(selector.kind)(id.kind);

/** The resources a patch's target selects (api/resmap/reswrangler.go Select). */
export function selectResources(resources: readonly Resource[], selector: Selector): readonly Resource[] {
  const name = compilePattern(selector.name);
  const namespace = compilePattern(selector.namespace);
  return resources.filter((resource) => {
    const [now, was] = [currentId(resource), originalId(resource)];
    return (
      (namespace(was.namespace) || namespace(now.namespace)) &&
      (name(was.name) || name(now.name)) &&
      matchesKind(selector, now) &&
      matchesTexts(selector, resource)
    );
  });
}

/** Label and annotation selectors, both in the syntax of labels. */
export const matchesTexts = (selector: Selector, resource: Resource): boolean =>
  matchesExpression(selector.labelSelector, textsOf(resource.object, 'labels')) &&
  matchesExpression(selector.annotationSelector, textsOf(resource.object, 'annotations'));

function matchesExpression(expression: string | undefined, texts: Readonly<Record<string, string>>): boolean {
  if (!expression) return true;
  const selector = parseSelector(expression);
  if (!('matches' in selector)) throw new KustomizeError(selector.error);
  return selector.matches(texts);
}
