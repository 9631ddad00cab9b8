import type { Json } from '../../kube/object.ts';
import { isInt64, narrowInteger } from '../../kube/wide-json.ts';

type Changeable = { [key: string]: Json };

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
    const last = i === steps.length - 1;
    if (typeof step === 'number') {
      if (!Array.isArray(holder)) return `interface conversion: no list at step ${i + 1}`;
      while (holder.length <= step) holder.push(null);
    } else if (Array.isArray(holder)) return `interface conversion: no map at step ${i + 1}`;
    const slots = holder as unknown as Record<string | number, Json>;
    if (last) slots[step] = value;
    else {
      const wantsList = typeof steps[i + 1] === 'number';
      const old = slots[step];
      const fits = typeof old === 'object' && old !== null && Array.isArray(old) === wantsList;
      if (!fits) slots[step] = wantsList ? [] : {};
      holder = slots[step] as unknown as Changeable | Json[];
    }
  }
  return undefined;
}
