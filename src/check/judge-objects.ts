import type { Judgement, ObjectJudge } from '../cluster/embedded/object-judge.ts';
import { createPause } from '../core/pause.ts';
import { seededRuntime } from '../core/runtime.ts';
import { pathOfField, valueAt } from '../kube/field-text.ts';
import { type Json, type UnknownObject, versionOf } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { holdsSealed } from '../kube/sealed.ts';
import { errorFault, mismatchFault, unknownFault } from './fault-texts.ts';
import {
  type DefinitionsOf,
  definitionSpec,
  type KnownDefinition,
  kindKey,
  knownDefinitions,
} from './known-definitions.ts';
import { lenientDefinition } from './lenient-schema.ts';
import type { ObjectFault } from './rule.ts';

/** Objects judged between two turns of the event loop. */
const objectsPerTurn = 20;

/**
 * What the API server has against each object by itself: by the schemas of the built-in kinds and by the definitions that the objects
 * hold or that are known. Nothing is said of kinds that are not known, of values that are not, and of what nothing applies.
 */
export async function judgeObjects(
  objects: readonly SourcedObject[],
  definitionsOf: DefinitionsOf | undefined,
): Promise<readonly ObjectFault[]> {
  const { createObjectJudge } = await import('../cluster/embedded/object-judge.ts');
  const known = await knownDefinitions(objects, definitionsOf);
  const judge = await createObjectJudge(
    seededRuntime(),
    [...known.values()].map(({ definition, isExact }) => (isExact ? definition : lenientDefinition(definition))),
  );
  const pause = createPause(objectsPerTurn);
  const faults: ObjectFault[] = [];
  for (const on of objects) {
    if (!isJudged(on)) continue;
    await pause();
    const definition = known.get(kindKey(on.object));
    const judgement = judge.judge(on.object);
    const found = judgement ? faultsOf(on, judgement, definition) : definition ? unserved(on, definition, judge) : [];
    for (const fault of found) faults.push(fault);
  }
  return faults;
}

/** Of a version that is not served: where that is known, and what is spelt wrong by the version that is. */
function unserved(on: SourcedObject, known: KnownDefinition, { judge }: ObjectJudge): readonly ObjectFault[] {
  const { group, versions = [] } = definitionSpec(known.definition);
  const names = versions.filter(({ served }) => served !== false).map(({ name }) => `${group}/${name}`);
  const newest = names.at(-1);
  if (newest === undefined) return [];
  const asServed = { ...on, object: { ...on.object, apiVersion: newest } };
  const judgement = judge(asServed.object);
  const spelling = judgement ? faultsOf(asServed, { ...judgement, mismatches: [], errors: [] }, known) : [];
  const near = spelling.filter(({ instead }) => instead !== undefined);
  if (!known.isExact) return near;
  const { kind, apiVersion } = on.object;
  const message = `${apiVersion} is not served for ${kind}: its definition serves ${names.join(', ')}`;
  return [
    { code: 'api-version-not-served', on, path: ['apiVersion'], message, hint: `write apiVersion: ${newest}` },
    ...near,
  ];
}

/** What is applied as it stands here: no piece of something, no guess after another version of a chart, nothing encrypted as a whole. */
const isJudged = ({ object, loose, approximate }: SourcedObject): boolean =>
  !loose && !approximate && object.sops === undefined && object.kind !== 'CustomResourceDefinition';

/** Allocated by each cluster by itself: of what it has to give nothing is known here. */
const allocated = /(^|\.)(clusterIPs?|nodePort|healthCheckNodePort|ipFamilies|ipFamilyPolicy)(\[\d+\])?$/;

/** A rule of its own tells it, with both labels. */
const toldApart = '`selector` does not match template `labels`';

/** What is said of the whole object sums up what is said of its fields. */
const wholeObject = '<nil>';

function faultsOf(
  on: SourcedObject,
  { unknown, mismatches, errors, schema }: Judgement,
  known: KnownDefinition | undefined,
): readonly ObjectFault[] {
  const { object } = on;
  const pathOf = (field: string) => pathOfField(object as Json, field);
  const isGuess = known !== undefined && !known.isExact;
  const found = [
    ...unknown.map((field) => unknownFault({ on, path: pathOf(field), field, schema, isGuess })),
    ...mismatches.map((each) => mismatchFault({ on, path: pathOf(each.path) }, each)),
    ...errors
      .filter(({ field, body }) => !allocated.test(field) && !body.endsWith(toldApart))
      .filter(({ field }) => field !== wholeObject || errors.length === 1)
      .map((error) => errorFault({ on, path: pathOf(error.field), isGuess }, error)),
  ];
  const told = found.filter((fault) => fault !== undefined && !isOpen(object, fault)) as readonly ObjectFault[];
  const causes = told.filter((fault) => !isConsequence(fault, told));
  return isGuess ? causes.flatMap((fault) => softened(fault, object)) : causes;
}

/** Of another version than the cluster may have: limits and rules change, and while it is under way what it demands. */
function softened(fault: ObjectFault, { apiVersion }: UnknownObject): readonly ObjectFault[] {
  if (fault.code === 'value-refused') return [];
  if (!/alpha|beta/.test(versionOf(apiVersion))) return [fault];
  return fault.code === 'field-missing' ? [] : [{ ...fault, severity: 'warning' }];
}

/** What is missing because it is spelt wrong, or because its value cannot be read. */
function isConsequence({ code, path = [] }: ObjectFault, told: readonly ObjectFault[]): boolean {
  if (code !== 'field-missing') return false;
  const at = JSON.stringify(path);
  return told.some(
    ({ code: other, path: there = [], instead }) =>
      (other === 'value-of-wrong-type' && JSON.stringify(there) === at) ||
      (instead !== undefined && JSON.stringify([...there.slice(0, -1), instead]) === at),
  );
}

/** Whether a value is not known, or is to be filled in by something that is not followed here. */
function isOpen(object: UnknownObject, { code, path = [] }: ObjectFault): boolean {
  // What is missed may be what could not be read: a quantity that is not known is none.
  const own =
    path[0] === 'data' && valueAt(object as Json, path) === undefined ? ['stringData', ...path.slice(1)] : path;
  const at = code === 'field-missing' && valueAt(object as Json, path) === undefined ? path.slice(0, -1) : own;
  const text = JSON.stringify(valueAt(object as Json, at), bigAsText) ?? '';
  const last = String(path.at(-1) ?? '');
  return [text, last].some(
    (each) => /\$\{|\{\{|ENC\[[A-Z0-9_]+,data:/.test(each) || holdsSealed(each) || holdsEncoded(each),
  );
}

const bigAsText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** The same in the data of a Secret. */
const holdsEncoded = (text: string): boolean =>
  text.includes(Buffer.from('ENC[').toString('base64').slice(0, 5)) ||
  holdsSealed(Buffer.from(text.replace(/^"|"$/g, ''), 'base64').toString('utf8'));
