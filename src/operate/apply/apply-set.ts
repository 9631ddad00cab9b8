import { createHash } from 'node:crypto';
import { compareText } from '../../core/finding.ts';
import { groupOf, type KindRef, type KubeObject, type UnknownObject } from '../../kube/object.ts';

/** Labels and annotations of an ApplySet (kubectl pkg/cmd/apply/applyset.go; KEP-3659). */
export const applySetKeys = {
  /** On the parent; its value on each member under `partOf`. */
  id: 'applyset.kubernetes.io/id',
  partOf: 'applyset.kubernetes.io/part-of',
  tooling: 'applyset.kubernetes.io/tooling',
  kinds: 'applyset.kubernetes.io/contains-group-kinds',
  namespaces: 'applyset.kubernetes.io/additional-namespaces',
} as const;

/** What was applied together, and where its parent, a ConfigMap, stands. */
export interface ApplySet {
  readonly name: string;
  readonly namespace: string;
  /** Name of the program that keeps it; no other may change it. */
  readonly tool: string;
  readonly toolVersion: string;
}

/** The kinds and namespaces that hold members, as a parent tells them. */
export interface ApplySetScope {
  /** `Kind.group`, of the core group the kind alone. */
  readonly kinds: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

/** Kind of the parent: one that the specification lets every cluster have. */
export const parentKind: KindRef = { apiVersion: 'v1', kind: 'ConfigMap' };

/** The value by which members are known: a hash of name, namespace, kind and group of the parent. */
export function applySetId({ name, namespace }: Pick<ApplySet, 'name' | 'namespace'>): string {
  const hash = createHash('sha256').update([name, namespace, parentKind.kind, ''].join('.'));
  return `applyset-${hash.digest('base64url')}-v1`;
}

/** Who writes the parent. */
export const applySetManager = ({ tool }: Pick<ApplySet, 'tool'>): string => `${tool}-applyset`;

/** As a parent names the kind of an object. */
export const groupKindOf = ({ apiVersion, kind }: KindRef): string => {
  const group = groupOf(apiVersion);
  return group === '' ? kind : `${kind}.${group}`;
};

/** The object as a member of a set. */
export const asMember = (object: UnknownObject, id: string): UnknownObject => ({
  ...object,
  metadata: { ...object.metadata, labels: { ...object.metadata.labels, [applySetKeys.partOf]: id } },
});

/** The parent as it is applied for a scope; `extra` are annotations of the tool's own. */
export function parentOf(
  set: ApplySet,
  scope: ApplySetScope,
  extra: Readonly<Record<string, string>> = {},
): KubeObject {
  const { name, namespace, tool, toolVersion } = set;
  const others = [...scope.namespaces].filter((each) => each !== namespace);
  return {
    ...parentKind,
    metadata: {
      name,
      namespace,
      labels: { [applySetKeys.id]: applySetId(set) },
      annotations: {
        [applySetKeys.tooling]: `${tool}/${toolVersion}`,
        [applySetKeys.kinds]: [...scope.kinds].sort(compareText).join(','),
        [applySetKeys.namespaces]: others.sort(compareText).join(','),
        ...extra,
      },
    },
  };
}

/** The scope that a parent tells, or why it may not be taken for the parent of this set, in kubectl's words. */
export function readParent(set: ApplySet, parent: KubeObject): ApplySetScope | { readonly refused: string } {
  const { labels = {}, annotations = {} } = parent.metadata;
  const named = `ApplySet parent object "configmaps./${set.name}"`;
  const tooling = annotations[applySetKeys.tooling];
  if (tooling === undefined)
    return { refused: `${named} already exists and is missing required annotation "${applySetKeys.tooling}"` };
  const tool = tooling.includes('/') ? tooling.slice(0, tooling.lastIndexOf('/')) : tooling;
  if (tool !== set.tool)
    return { refused: `${named} already exists and is managed by tooling "${tool}" instead of "${set.tool}"` };
  const id = labels[applySetKeys.id];
  if (id === undefined) return { refused: `${named} exists and does not have required label ${applySetKeys.id}` };
  if (id !== applySetId(set))
    return {
      refused: `${named} exists and has incorrect value for label "${applySetKeys.id}" (got: ${id}, want: ${applySetId(set)})`,
    };
  return {
    kinds: listed(annotations[applySetKeys.kinds]),
    namespaces: new Set([...listed(annotations[applySetKeys.namespaces]), set.namespace]),
  };
}

const listed = (text = ''): ReadonlySet<string> => new Set(text.split(',').filter((each) => each !== ''));

/** The kinds and namespaces of objects, in which each has its namespace if its kind has any. */
export const scopeOf = (objects: readonly KubeObject[]): ApplySetScope => ({
  kinds: new Set(objects.map(groupKindOf)),
  namespaces: new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? [])),
});

/** All that either scope holds. */
export const widen = (one: ApplySetScope, other: ApplySetScope): ApplySetScope => ({
  kinds: new Set([...one.kinds, ...other.kinds]),
  namespaces: new Set([...one.namespaces, ...other.namespaces]),
});
