import { opaqueNamespaces } from '../../check/made-by-release.ts';
import type { RuleInput } from '../../check/rule.ts';
import { groupOf, type UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { gatewayGroup } from './gateway-api/kinds.ts';
import { isOwnGroup } from './rule-versions.ts';
import { workloadsOf } from './rule-workloads.ts';

/** What is there, and what may be made by something whose doing is not seen in the files. */
export interface Makers {
  /** Whether an object is among the files, or may be made: by a chart, a controller, a script, or beyond what could be read. */
  readonly mayMake: (kind: string, name: string, namespace: string) => boolean;
  /** Whether something beside the files may add to an object that stands among them. */
  readonly mayChange: (name: string, namespace: string) => boolean;
  /** The same of a kind without namespaces. */
  readonly mayMakeWide: (kind: string, name: string) => boolean;
}

/** Built-in kinds whose text may be a script that makes something. */
const scripted = ['ConfigMap', 'Job', 'CronJob'];

/** What refers to a Secret for its own use. */
const onlyUses = ({ apiVersion }: UnknownObject): boolean => groupOf(apiVersion) === gatewayGroup;

const isCustom = ({ apiVersion }: UnknownObject): boolean =>
  groupOf(apiVersion) !== '' && !isOwnGroup(groupOf(apiVersion));

/** What an object says of others: all its texts but its own place. */
const aboutOthers = ({ metadata, ...fields }: UnknownObject): readonly string[] =>
  textsIn([fields, metadata.name, metadata.annotations]);

/** All texts among values. Keys count too, for mappings may be by the names of objects. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return Object.entries(value).flatMap(([key, each]) => (key === usualField ? [] : [key]).concat(textsIn(each)));
}

/** A field of most objects that hold texts, and a usual name of claims. */
const usualField = 'data';

/** Whether one of the texts has a name in it that is not a part of a longer one. */
const mentions = (text: string, name: string): boolean => {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w-]/.test(text.charAt(at - 1)) && !/[\w-]/.test(text.charAt(at + name.length))) return true;
  }
  return false;
};

/** What containers are told: a program that gets the name of a Secret may well make it. */
const told = (input: RuleInput): readonly string[] =>
  workloadsOf(input).flatMap(({ spec }) =>
    [...(spec.containers ?? []), ...(spec.initContainers ?? [])].flatMap(({ command, args, env }) => [
      ...(command ?? []),
      ...(args ?? []),
      ...(env ?? []).map(({ value }) => value ?? ''),
    ]),
  );

const known = new WeakMap<RuleInput, Makers>();

/**
 * What may make objects of some input. Nothing is missing of which an object of a custom kind speaks: controllers make Secrets, claims
 * and the like in their own ways, mostly under a name that they are told, or one that begins with that of their object.
 */
export function makersOf(input: RuleInput): Makers {
  const made = known.get(input) ?? makeMakers(input);
  known.set(input, made);
  return made;
}

function makeMakers(input: RuleInput): Makers {
  const { objects, ofKind, isWhole } = input;
  const opaque = opaqueNamespaces(input);
  const custom = objects.filter(({ object }) => isCustom(object)).map(({ object }) => object);
  const scripts = scripted.flatMap((kind) => ofKind(kind)).map(({ object }) => object);
  const about = custom.filter((each) => !onlyUses(each)).flatMap(aboutOthers);
  // What runs a script is called as it likes.
  const run = scripts.flatMap(({ metadata, ...fields }) => textsIn([fields, metadata.annotations]));
  const text = [...about, ...run, ...told(input)].join('\n');
  const isNamed = (kind: string, name: string) => ofKind(kind).some(({ object }) => object.metadata.name === name);
  const isDerived = (name: string, namespace: string) =>
    custom.some(({ metadata }) => metadata.namespace === namespace && name.startsWith(`${metadata.name}-`));
  return {
    mayMake: (kind, name, namespace) =>
      !isWhole || opaque.has(namespace) || isNamed(kind, name) || mentions(text, name) || isDerived(name, namespace),
    mayChange: (name, namespace) =>
      !isWhole || opaque.has(namespace) || mentions(text, name) || isDerived(name, namespace),
    mayMakeWide: (kind, name) => !isWhole || opaque.size > 0 || isNamed(kind, name) || mentions(text, name),
  };
}

/** What brings its own needs: pieces, guesses, and what a chart makes, whose program may make what it reads. */
export const isNotAsked = ({ loose, approximate, madeBy }: SourcedObject): boolean =>
  loose === true || approximate === true || madeBy !== undefined;

/** Whether an object of that name is at hand in a namespace whatever the files say. */
export const isBootstrapped = (namespace: string, name: string): boolean =>
  namespace === 'kube-system' || name === 'kube-root-ca.crt' || name === '' || name.includes('$');
