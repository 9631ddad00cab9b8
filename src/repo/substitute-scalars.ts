import { compareText } from '../core/finding.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import { yamlBoolean } from '../kube/yaml-scalar.ts';
import { readSimpleYaml } from '../kube/yaml-simple.ts';
import { type LookUp, SubstitutionError, substitute } from './envsubst.ts';
import { writeGoYaml } from './go-yaml-text.ts';

const [field, item] = ['v: ', '- '];

/** What only the whole text can tell. */
class NotAlone extends Error {}

/**
 * Substitutes in each scalar that holds a dollar sign alone: where it stands on one line of the text, and what comes of it does too and is plain,
 * the rest of the text cannot change what it means. The same object as through the whole text, with the same order of keys; undefined where
 * any of its scalars is otherwise, or refused: Flux's own way decides then, and has the words.
 */
export function substituteScalars(object: JsonObject, lookUp: LookUp, strict: boolean): JsonObject | undefined {
  const replace = (text: string, prefix: string): Json => {
    if (!text.includes('$')) return text;
    const line = prefix + writeGoYaml(text);
    if (line.includes('\\') || !isOneLine(line)) throw new NotAlone();
    const substituted = substitute(line, lookUp, strict);
    const value = isOneLine(substituted) ? readSimpleYaml(substituted, yamlBoolean) : undefined;
    const found: unknown = Array.isArray(value) ? value[0] : isJsonObject(value) ? value.v : undefined;
    // Behind a dash, what follows may belong to nothing: js-yaml takes it for that in lists of lists.
    if (found === undefined || isJsonObject(found) || (found === null && prefix === item)) throw new NotAlone();
    return found as Json;
  };
  try {
    return replaceInMap(object, replace);
  } catch (thrown) {
    if (thrown instanceof NotAlone || thrown instanceof SubstitutionError || thrown instanceof RangeError)
      return undefined;
    throw thrown;
  }
}

const isOneLine = (text: string): boolean => text.indexOf('\n') === text.length - 1;

type Replace = (text: string, prefix: string) => Json;

function replaceInMap(map: JsonObject, replace: Replace): JsonObject {
  const entries = Object.keys(map)
    .sort(compareText)
    .map((key): [string, Json] => {
      if (key.includes('$')) throw new NotAlone();
      return [key, replaceIn(map[key]!, field, replace)];
    });
  return Object.fromEntries(entries);
}

function replaceIn(value: Json, prefix: string, replace: Replace): Json {
  if (typeof value === 'string') return replace(value, prefix);
  if (Array.isArray(value)) return value.map((each: Json) => replaceIn(each, item, replace));
  return isJsonObject(value) ? replaceInMap(value, replace) : value;
}
