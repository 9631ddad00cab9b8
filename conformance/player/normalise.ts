import { findGenerated, type Generated } from './generated.ts';
import { isOpenApi, patchKeywords } from './openapi.ts';
import { isRecord, valueAt, without } from './paths.ts';
import type { Json, Scenario, Step, StepAnswer } from './scenario.ts';

/**
 * Makes answers of two clusters comparable. Every value that a cluster makes up becomes a placeholder; where it matters that two
 * places hold the same value, the placeholder is numbered by first appearance within the scenario:
 *
 * | original                                             | placeholder                                   |
 * |------------------------------------------------------|-----------------------------------------------|
 * | a UUID anywhere                                      | `<uid:1>`                                     |
 * | `resourceVersion` of an object                       | `<version:1>`                                 |
 * | `resourceVersion` of a list or a bookmark            | `<version>` (other clients write in between)  |
 * | a timestamp                                          | `<time>`                                      |
 * | a name made from `generateName`                      | the prefix and `<suffix:1>`                   |
 * | the value of a `pod-template-hash`, revision hash    | `<hash:1>`, also within names                 |
 * | cluster, pod and host addresses                      | `<cluster-ip:1>`, `<ip:1>`                    |
 * | `nodePort`, `healthCheckNodePort`                    | `<node-port:1>`                               |
 * | the volume of a service account token                | `kube-api-access-<suffix>`                    |
 * | the name of an Event                                 | object name and `.<event>`                    |
 * | a `resourceVersion` quoted within a message          | `<version>`                                   |
 * | `continue` tokens, the Age column of a Table         | `<continue>`, `<age>`                         |
 * | an OpenAPI document                                  | its keywords of patching, by type and field   |
 *
 * A kind that the scenario lists under `exact` is left as it is. `metadata.managedFields` is left out unless the scenario asks for it. Keys are sorted. Steps are reduced to what they compare
 * before anything is numbered, so that what is not compared cannot move a number.
 */
export function normalise(scenario: Scenario, answers: readonly StepAnswer[]): readonly StepAnswer[] {
  const found = [...findGenerated(answers.map((answer) => answer.body))];
  const placeholders = new Placeholders(new Map(found.filter(([, { kind }]) => !scenario.exact.includes(kind))));
  const steps = new Map(scenario.steps.map((step) => [step.name, step]));
  return answers.map((answer) => {
    const step = steps.get(answer.step);
    const body = step ? reduce(answer.body, step, scenario.managedFields) : answer.body;
    return { ...answer, body: placeholders.numbered(step?.unordered ? placeholders.sorted(body) : body) };
  });
}

/** What of a body is compared. */
function reduce(body: Json, step: Step, managedFields: boolean): Json {
  if (isOpenApi(body)) return patchKeywords(body);
  const whole = managedFields ? body : withoutManagedFields(body);
  const kept = isRecord(whole) && whole.kind === 'Table' ? blankAges(whole) : whole;
  if (step.compare) return Object.fromEntries(step.compare.map((path) => [path, valueAt(kept, path) ?? null]));
  return (step.ignore ?? []).reduce(without, kept);
}

function withoutManagedFields(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutManagedFields);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'managedFields');
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutManagedFields(item)]));
}

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>'],
  [/(resourceVersion\\*"\s*:\s*\\*")\d+/g, '$1<version>'],
  [/\bkube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-<suffix>'],
  [/\.[0-9a-f]{16}\b/g, '.<event>'],
];
const UID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const PORT_KEYS = new Set(['nodePort', 'healthCheckNodePort']);

type Numbering = (kind: string, original: string) => string;

class Placeholders {
  readonly #generated: Generated;
  /** Longest first: a pod's name before the hash within it. */
  readonly #literals: readonly string[];
  readonly #numbers = new Map<string, Map<string, number>>();

  constructor(generated: Generated) {
    this.#generated = generated;
    this.#literals = [...generated.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  }

  readonly #numberOf = (kind: string, original: string): string => {
    const known = this.#numbers.get(kind) ?? new Map<string, number>();
    this.#numbers.set(kind, known);
    const number = known.get(original) ?? known.size + 1;
    known.set(original, number);
    return `<${kind}:${number}>`;
  };

  numbered(body: Json): Json {
    return this.#replace(body, this.#numberOf);
  }

  /** The items of a list in an order that rests on nothing generated. */
  sorted(body: Json): Json {
    const blank = (value: Json): string => JSON.stringify(this.#replace(value, (kind) => `<${kind}>`));
    const sort = (list: Json[]): Json[] =>
      list
        .map((item) => [blank(item), item] as const)
        .sort(byKey)
        .map(([, item]) => item);
    if (!isRecord(body)) return Array.isArray(body) ? sort(body) : body;
    return Object.fromEntries(
      Object.entries(body).map(([key, item]) => [key, Array.isArray(item) ? sort(item) : item]),
    );
  }

  #replace(value: Json, number: Numbering, parent?: { [key: string]: Json }): Json {
    if (typeof value === 'string') return this.#text(value, number);
    if (Array.isArray(value)) return value.map((item) => this.#replace(item, number));
    if (!isRecord(value)) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      entries.map(([key, item]) => [
        this.#text(key, number),
        this.#special(key, item, parent ?? value, number) ??
          this.#replace(item, number, key === 'metadata' ? value : undefined),
      ]),
    );
  }

  /** Values known by their key, or by the end of a compared path. */
  #special(key: string, value: Json, owner: { [key: string]: Json }, number: Numbering): Json | undefined {
    const name = key.slice(key.lastIndexOf('.') + 1);
    if (PORT_KEYS.has(name) && typeof value === 'number') return value === 0 ? 0 : number('node-port', String(value));
    if (name === 'continue' && typeof value === 'string' && value !== '') return '<continue>';
    if (name !== 'resourceVersion') return undefined;
    const picked = key.startsWith('.') || key.startsWith('[');
    if (picked && Array.isArray(value)) return value.map((item) => number('version', String(item)));
    if (typeof value !== 'string') return undefined;
    return !picked && isWhole(owner) ? '<version>' : number('version', value);
  }

  #text(text: string, number: Numbering): string {
    let result = text.replace(UID, (uid) => number('uid', uid));
    for (const [pattern, placeholder] of PATTERNS) result = result.replace(pattern, placeholder);
    for (const literal of this.#literals) {
      const known = this.#generated.get(literal);
      if (known && result.includes(literal)) {
        result = result.replaceAll(literal, this.#text(known.prefix, number) + number(known.kind, literal));
      }
    }
    return result;
  }
}

const byKey = ([a]: readonly [string, Json], [b]: readonly [string, Json]): number => (a < b ? -1 : a > b ? 1 : 0);

/** A list, a table, or the object of a bookmark: its version is the cluster's, not an object's. */
function isWhole(owner: { [key: string]: Json }): boolean {
  const metadata = Object.keys(isRecord(owner.metadata) ? owner.metadata : {});
  return 'items' in owner || owner.kind === 'Table' || !metadata.some((key) => key === 'name' || key === 'uid');
}

function blankAges(table: { [key: string]: Json }): { [key: string]: Json } {
  const columns = Array.isArray(table.columnDefinitions) ? table.columnDefinitions : [];
  const ages = columns.flatMap((column, index) => (isRecord(column) && column.name === 'Age' ? [index] : []));
  const blankRow = (row: Json): Json => {
    if (!isRecord(row) || !Array.isArray(row.cells)) return row;
    return { ...row, cells: row.cells.map((cell, index) => (ages.includes(index) ? '<age>' : cell)) };
  };
  return { ...table, rows: Array.isArray(table.rows) ? table.rows.map(blankRow) : [] };
}
