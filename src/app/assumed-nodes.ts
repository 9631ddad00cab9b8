import type { NodeInput } from '../controlplane/nodes/create-nodes.ts';
import { compareText, type Finding, notKnown } from '../core/finding.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import { type Json, printRef, type UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';

const hostname = 'kubernetes.io/hostname';
/** Nodes of one set of labels: enough for what wants to be spread. */
const atLeast = 3;
/** Sets of labels that exclude each other: beyond, objects ask for more kinds of nodes than a home has. */
const mostGroups = 5;
/** What such a node holds. More than anything asks for: what a node holds is not known, so it must not be what anything fails by. */
export const ample = { cpus: 64, memory: '256Gi' } as const;

type Labels = Readonly<Record<string, string>>;

/** Whether objects speak of IPv6, so that the nodes must have it, too. */
export const speaksOfBothFamilies = (objects: readonly UnknownObject[]): boolean =>
  objects.some(({ spec }) => {
    if (!isJsonObject(spec as Json)) return false;
    const { ipFamilies, ipFamilyPolicy } = spec as JsonObject;
    const asks = typeof ipFamilyPolicy === 'string' && ipFamilyPolicy !== 'SingleStack';
    return asks || (Array.isArray(ipFamilies) && ipFamilies.includes('IPv6'));
  });

/** Nodes that nobody described. */
export interface AssumedNodes {
  readonly nodes: readonly NodeInput[];
  /** What objects ask of nodes beyond what any node has, each once an object: whether there is such a node is not known. */
  readonly findings: readonly Finding[];
}

/**
 * Nodes of a cluster that nobody described, such that no selector of what is applied fails by what was made up: three with every label that is
 * asked for, more where labels exclude each other, and one for each node that is called by its name. Addresses are made up.
 */
export function assumeNodes(objects: readonly SourcedObject[]): AssumedNodes {
  const applied = objects.filter(({ object, loose }) => loose !== true && object.kind !== 'CustomResourceDefinition');
  const asked = applied.flatMap((each) => selectorsIn(each.object).map((labels) => ({ each, labels })));
  const selectors = [...new Map(asked.map(({ labels }) => [printLabels(labels), labels]))]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, labels]) => labels);
  const usual = ['node-1', 'node-2', 'node-3'];
  const own = selectors.flatMap((labels) => labels[hostname] ?? []).filter((name) => !usual.includes(name));
  const names = [...usual, ...[...new Set(own)].sort(compareText)];
  const groups = groupLabels(selectors.map(({ [hostname]: _, ...labels }) => labels));
  const count = Math.max(atLeast * groups.length, names.length);
  const both = speaksOfBothFamilies(applied.map(({ object }) => object));
  const nodes = Array.from({ length: count }, (_, index): NodeInput => {
    const address = `192.168.88.${11 + index}`;
    return {
      name: names[index] ?? `node-${index + 1}`,
      address: both ? [address, `fd00:88::${11 + index}`] : address,
      role: index === 0 ? 'control-plane' : 'worker',
      labels: groups[index % groups.length],
      ...ample,
    };
  });
  return { nodes, findings: asked.flatMap(({ each, labels }) => notDescribed(each, labels, usual)) };
}

/** Labels that a kubelet gives its node whatever it runs on: every node of a home has them. */
const ofEveryNode: Labels = {
  'kubernetes.io/os': 'linux',
  'kubernetes.io/arch': 'amd64',
  'beta.kubernetes.io/os': 'linux',
};

function notDescribed({ object, origin }: SourcedObject, labels: Labels, names: readonly string[]): readonly Finding[] {
  const wanted = Object.entries(labels).filter(([key, value]) =>
    key === hostname
      ? !names.includes(value)
      : ofEveryNode[key] !== value && !key.startsWith('node-role.kubernetes.io/'),
  );
  if (wanted.length === 0) return [];
  const printed = wanted.map(([key, value]) => `${key}=${value}`).join(', ');
  const finding = notKnown({
    code: 'node-not-described',
    object: printRef(object),
    ...(origin && { file: origin.file, line: origin.line }),
    message: `asks for nodes with ${printed}, and nothing says whether there are any`,
    knownBy: 'a lab file with the nodes and their labels (--lab FILE), or --node NAME=ADDRESS for each of them',
  });
  return [finding];
}

const printLabels = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => compareText(a, b)));

/** As few sets of labels as the selectors allow, each selector within one. */
function groupLabels(selectors: readonly Labels[]): readonly Labels[] {
  const groups: Record<string, string>[] = [{}];
  for (const labels of selectors) {
    const fitting = groups.filter((group) =>
      Object.entries(labels).every(([key, value]) => (group[key] ?? value) === value),
    );
    for (const group of fitting) Object.assign(group, labels);
    if (fitting.length === 0 && groups.length < mostGroups) groups.push({ ...labels });
  }
  return groups;
}

/** What an object, in whatever place and shape, asks of nodes: `nodeSelector`, `nodeSelectors` and the terms of an affinity. */
function selectorsIn(object: UnknownObject): readonly Labels[] {
  const found: Labels[] = [];
  const visit = (value: Json | undefined, key: string, depth: number): void => {
    if (depth > 40) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item, key, depth + 1);
    } else if (isJsonObject(value)) {
      if (key === 'nodeSelector' && Object.values(value).every((each) => typeof each === 'string'))
        found.push(value as Labels);
      else if (key === 'nodeSelectors' || key === 'nodeSelectorTerms' || key === 'nodeSelector')
        found.push(labelsOf(value));
      for (const [inner, each] of Object.entries(value)) visit(each, inner, depth + 1);
    }
  };
  visit((object as { spec?: Json }).spec, '', 0);
  return found.map(takenByNodes).filter((labels) => Object.keys(labels).length > 0);
}

/** A value that a node can have (apimachinery pkg/util/validation IsValidLabelValue): what is put in later is not known yet. */
const labelValue = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;
const nodeName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

const takenByNodes = (labels: Labels): Labels =>
  Object.fromEntries(
    Object.entries(labels).filter(
      ([key, value]) => (key === hostname ? nodeName : labelValue).test(value) && labelKey.test(key),
    ),
  );

const labelKey = /^([a-z0-9.-]+\/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/;

/** Labels that fulfil a label selector or a term of an affinity, as far as one must be there. */
function labelsOf(selector: JsonObject): Labels {
  const expressions = Array.isArray(selector.matchExpressions) ? selector.matchExpressions : [];
  const wanted = expressions.flatMap((each): [string, string][] => {
    if (!isJsonObject(each) || typeof each.key !== 'string') return [];
    if (each.operator === 'Exists') return [[each.key, 'true']];
    const [value] = each.operator === 'In' && Array.isArray(each.values) ? each.values : [];
    return typeof value === 'string' ? [[each.key, value]] : [];
  });
  const matched = isJsonObject(selector.matchLabels) ? Object.entries(selector.matchLabels) : [];
  const texts = matched.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries([...texts, ...wanted]);
}
