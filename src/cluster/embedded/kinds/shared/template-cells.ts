import type { KubeObject } from '../../../../kube/object.ts';
import { compileSelector, type LabelSelector, printSelector } from '../../../../kube/selector.ts';
import type { PodTemplateSpec } from '../../../../kube/types.ts';
import { keyedSelector } from '../../api/keyed-selector.ts';
import { ageOf } from './columns.ts';

/** Names and images of a template's containers. */
export function containersOf(template: PodTemplateSpec | undefined): readonly [string, string] {
  const containers = template?.spec?.containers ?? [];
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image).join(',')];
}

/** A selector as it is printed, or what is said of one that is wrong. */
export function printedSelector(selector: LabelSelector | undefined, wrong: string): string {
  const compiled = compileSelector(keyedSelector(selector ?? {}));
  return 'error' in compiled ? wrong : printSelector(compiled);
}

/** apimachinery pkg/apis/meta/v1/helpers.go FormatLabelSelector */
export const selectorText = (selector: LabelSelector | undefined): string =>
  printedSelector(selector, '<error>') || '<none>';

/** Columns of replica sets and replication controllers. */
export const replicaColumns =
  'Name, Desired:integer, Current:integer, Ready:integer, Age, Containers?, Images?, Selector?';

/** What has replicas of a template. */
export interface Replicated extends KubeObject {
  readonly spec?: { readonly replicas?: number; readonly template?: PodTemplateSpec };
  readonly status?: { readonly replicas?: number; readonly readyReplicas?: number };
}

/** What replica sets and replication controllers show alike: all cells but the selector, which each writes in its own way. */
export const replicaCells = ({ metadata, spec, status }: Replicated, now: number) => [
  metadata.name,
  spec?.replicas ?? 0,
  status?.replicas ?? 0,
  status?.readyReplicas ?? 0,
  ageOf({ metadata }, now),
  ...containersOf(spec?.template),
];
