import { parseFieldSelector } from '../../../kube/field-selector.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { parseSelector } from '../../../kube/selector-parse.ts';
import type { ListOptions } from '../../cluster.ts';
import type { SelectableField } from '../kinds/kind-parts.ts';
import { badRequest } from './refusals.ts';
import type { ServedResource } from './state.ts';

type Test = (object: UnknownObject) => boolean;

const everyKind = ['metadata.name', 'metadata.namespace'];

/** A test of objects for the selectors of a request; undefined when everything is wanted. */
export function selection(resource: ServedResource, options: ListOptions): Test | undefined {
  const tests: Test[] = [];
  if (options.labelSelector) tests.push(byLabels(options.labelSelector));
  if (options.fieldSelector) tests.push(byFields(resource, options.fieldSelector));
  if (tests.length === 0) return undefined;
  return tests.length === 1 ? tests[0] : (object) => tests.every((test) => test(object));
}

function byLabels(text: string): Test {
  const selector = parseSelector(text);
  if ('error' in selector) throw badRequest(selector.error);
  return (object) => selector.matches(object.metadata.labels);
}

function byFields(resource: ServedResource, text: string): Test {
  const selector = parseFieldSelector(text);
  if ('error' in selector) throw badRequest(selector.error);
  const named = (field: string) => (resource.own.form?.storedField ? resource.own.form.storedField(field) : field);
  for (const { field: asked } of selector.requirements) {
    const field = named(asked) ?? asked;
    if (named(asked) === undefined) throw unsupported(resource, asked);
    if (!everyKind.includes(field) && !selectable(resource, field)) throw unsupported(resource, field);
  }
  return (object) => selector.matches((field) => fieldText(object, named(field) ?? field, resource));
}

const selectable = ({ own }: ServedResource, field: string): SelectableField | undefined =>
  own.selectable?.find((each) => (typeof each === 'string' ? each : each.field) === field);

/** The text of the kinds' own conversion functions; a custom kind knows fewer. */
const unsupported = (resource: ServedResource, field: string) =>
  badRequest(
    resource.own.selectable || resource.custom
      ? `field label not supported: ${field}`
      : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );

function fieldText(object: UnknownObject, field: string, resource: ServedResource): string {
  const found = selectable(resource, field);
  const { path = field, missing = '' } = typeof found === 'object' ? found : {};
  const value = path
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);
  return value === undefined || value === null ? missing : String(value);
}
