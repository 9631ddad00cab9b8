import { parseFieldSelector } from '../../../kube/field-selector.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { parseSelector } from '../../../kube/selector-parse.ts';
import type { ListOptions } from '../../cluster.ts';
import { isNewerEvent, storedEventField } from './event-forms.ts';
import { badRequest } from './refusals.ts';
import type { ServedResource } from './registry.ts';

type Test = (object: UnknownObject) => boolean;

const everyKind = ['metadata.name', 'metadata.namespace'];

/** Fields that can be selected by, per table: the field label conversions of kubernetes pkg/apis. */
const selectable: Readonly<Record<string, readonly string[]>> = {
  '/pods': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  '/nodes': ['spec.unschedulable'],
  '/namespaces': ['status.phase'],
  '/secrets': ['type'],
  '/services': ['spec.clusterIP', 'spec.type'],
  '/replicationcontrollers': ['status.replicas'],
  '/events': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  'batch/jobs': ['status.successful'],
  'certificates.k8s.io/certificatesigningrequests': ['spec.signerName'],
};

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
  const named = (field: string) => (isNewerEvent(resource) ? storedEventField(field) : field);
  for (const { field: asked } of selector.requirements) {
    const field = named(asked) ?? asked;
    if (named(asked) === undefined) throw unsupported(resource, asked);
    if (!everyKind.includes(field) && !selectable[resource.table]?.includes(field)) throw unsupported(resource, field);
  }
  return (object) => selector.matches((field) => fieldText(object, named(field) ?? field, resource));
}

/** The text of the kinds' own conversion functions; a custom kind knows fewer. */
const unsupported = (resource: ServedResource, field: string) =>
  badRequest(
    selectable[resource.table] || resource.custom
      ? `field label not supported: ${field}`
      : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );

const falseUnlessSet = new Set(['spec.hostNetwork', 'spec.unschedulable']);

function fieldText(object: UnknownObject, field: string, resource: ServedResource): string {
  const path = resource.table === '/events' && field === 'source' ? 'source.component' : field;
  const value = path
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);
  if (value === undefined || value === null) return falseUnlessSet.has(field) ? 'false' : '';
  return String(value);
}
