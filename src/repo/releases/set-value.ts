import { setField } from '../../kube/copy.ts';
import type { Json } from '../../kube/object.ts';
import { isInt64, narrowInteger } from '../../kube/wide-json.ts';

type Changeable = { [key: string]: Json };

/** helm pkg/strvals/parser.go MaxIndex and MaxNestedNameLevel. */
const maxIndex = 65536;
const maxLevels = 30;

/**
 * Sets a value at a path as `helm --set` reads both (helm pkg/strvals/parser.go): dots go down, `[i]` into lists, `\` keeps a
 * letter, `{a,b}` is a list, and plain texts that look like numbers, booleans or null become such. Changes the values in place.
 * Gives the reason when the path cannot be set.
 */
export function setValue(
  values: Changeable,
  path: string,
  text: string,
  options: { readonly literal: boolean; readonly typed: boolean },
): string | undefined {
  const steps = readPath(path);
  if (!steps) return `failed parsing key ${JSON.stringify(path)}`;
  const refusal = refusePath(steps);
  if (refusal) return refusal;
  const value = options.literal ? text : readValue(text, options.typed);
  return place(values, steps, value);
}

function readPath(path: string): readonly (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  const pattern = /((?:\\.|[^.[\]\\])+)|\[(\d+)\]|(\.)/y;
  while (pattern.lastIndex < path.length) {
    const match = pattern.exec(path);
    if (!match) return undefined;
    if (match[1] !== undefined) steps.push(match[1].replaceAll(/\\(.)/g, '$1'));
    else if (match[2] !== undefined) steps.push(Number(match[2]));
  }
  return steps.length > 0 ? steps : undefined;
}

function refusePath(steps: readonly (string | number)[]): string | undefined {
  const index = steps.find((step) => typeof step === 'number' && step > maxIndex);
  if (index !== undefined) return `index of ${index} is greater than maximum supported index of ${maxIndex}`;
  if (steps.filter((step) => typeof step === 'string').length <= maxLevels + 1) return undefined;
  return `value name nested level is greater than maximum supported nested level of ${maxLevels}`;
}

function readValue(text: string, typed: boolean): Json {
  const list = /^\{([\s\S]*)\}$/.exec(text);
  if (list) return list[1] === '' ? [] : splitUnescaped(list[1]!).map((item) => readScalar(item, typed));
  return readScalar(text, typed);
}

const splitUnescaped = (text: string): readonly string[] => text.split(/(?<!\\),/);

function readScalar(raw: string, typed: boolean): Json {
  const text = raw.replaceAll(/\\(.)/gs, '$1');
  if (!typed) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  if (text === '0' || /^-?[1-9]\d*$/.test(text)) {
    const whole = BigInt(text);
    return isInt64(whole) ? narrowInteger(whole) : text;
  }
  return text;
}

function place(values: Changeable, steps: readonly (string | number)[], value: Json): string | undefined {
  let holder: Changeable | Json[] = values;
  for (const [i, step] of steps.entries()) {
    if (typeof step === 'number' && !Array.isArray(holder)) return `interface conversion: no list at step ${i + 1}`;
    if (typeof step === 'string' && Array.isArray(holder)) return `interface conversion: no map at step ${i + 1}`;
    if (i === steps.length - 1) putSlot(holder, step, value);
    else {
      const wantsList = typeof steps[i + 1] === 'number';
      const old = slotOf(holder, step);
      const next = isHolder(old) && Array.isArray(old) === wantsList ? old : wantsList ? [] : {};
      putSlot(holder, step, next);
      holder = next;
    }
  }
  return undefined;
}

const isHolder = (value: unknown): value is Changeable | Json[] => typeof value === 'object' && value !== null;

/** What stands there itself: never what every object inherits. */
const slotOf = (holder: Changeable | Json[], step: string | number): Json | undefined =>
  Object.hasOwn(holder, step) ? (holder as Readonly<Record<string | number, Json>>)[step] : undefined;

function putSlot(holder: Changeable | Json[], step: string | number, value: Json): void {
  if (Array.isArray(holder)) {
    while (holder.length <= Number(step)) holder.push(null);
    holder[Number(step)] = value;
  } else setField(holder, String(step), value);
}
