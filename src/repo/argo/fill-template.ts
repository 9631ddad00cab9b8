import { compileGoRegexp } from '../../core/go-regexp.ts';
import { isJsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';

/** Parameters of a generator by the names that templates ask for them. */
export type Params = Readonly<Record<string, string>>;

type TextFunction = (...texts: readonly string[]) => string | undefined;

/** The functions of Argo CD's templates that are known here, the text that a pipe hands on last (Masterminds/sprig, argo-cd applicationset/utils). */
const functions: Readonly<Record<string, TextFunction>> = {
  lower: (text) => text?.toLowerCase(),
  upper: (text) => text?.toUpperCase(),
  trim: (text) => text?.trim(),
  toString: (text: string | undefined) => text,
  quote: (text) => JSON.stringify(text),
  base: (text) => text?.split('/').at(-1),
  dir: (text) => text?.split('/').slice(0, -1).join('/') || '.',
  replace: (old = '', by = '', text = '') => text.replaceAll(old, () => by),
  trimPrefix: (prefix = '', text = '') => (text.startsWith(prefix) ? text.slice(prefix.length) : text),
  trimSuffix: (suffix = '', text = '') =>
    suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
  default: (other, text) => text || other,
  normalize: (text) =>
    text
      ?.toLowerCase()
      .replace(/[^-a-z0-9.]/g, '-')
      .replace(/^[-.]+|[-.]+$/g, ''),
  regexReplaceAll: (pattern = '', text = '', by = '') => {
    const compiled = compileGoRegexp(pattern);
    return 'regexp' in compiled ? compiled.regexp.replaceAll(text, by) : undefined;
  },
};

const word = /"(?:[^"\\]|\\.)*"|`[^`]*`|[^\s|"`]+|\|/g;

/** What a template's action stands for; undefined where a name or a function is not known. */
function evaluate(action: string, params: Params): string | undefined {
  const names = action.replace(/^\./, '');
  if (Object.hasOwn(params, names)) return params[names];
  const dug = /^dig ((?:"[^"]*" )+)\.$/.exec(action)?.[1];
  if (dug !== undefined) return dig(dug, params);
  let handedOn: string | undefined;
  for (const [index, part] of stages(action.match(word) ?? []).entries()) {
    const [first = '', ...rest] = part;
    const texts = rest.map((each) => wordValue(each, params));
    const all = index > 0 ? [...texts, handedOn] : texts;
    const isAlone = rest.length === 0 && index === 0;
    if (all.some((each) => each === undefined)) return undefined;
    handedOn = isAlone
      ? wordValue(first, params)
      : Object.hasOwn(functions, first)
        ? functions[first]!(...(all as string[]))
        : undefined;
    if (handedOn === undefined) return undefined;
  }
  return handedOn;
}

/** `dig "a" "b" "other" .`: what stands at `a.b`, or else the last text. */
function dig(texts: string, params: Params): string | undefined {
  const words = [...texts.matchAll(/"([^"]*)"/g)].map(([, each = '']) => each);
  const key = words.slice(0, -1).join('.');
  return Object.hasOwn(params, key) ? params[key] : words.at(-1);
}

function stages(words: readonly string[]): readonly (readonly string[])[] {
  const found: string[][] = [[]];
  for (const each of words) {
    if (each === '|') found.push([]);
    else found.at(-1)!.push(each);
  }
  return found;
}

function wordValue(text: string, params: Params): string | undefined {
  if (text.startsWith('`')) return text.slice(1, -1);
  if (text.startsWith('"')) return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  if (text.startsWith('.')) return Object.hasOwn(params, text.slice(1)) ? params[text.slice(1)] : undefined;
  return undefined;
}

/** A value with its templates filled in; what is not known here stays as it is, and is told by whoever reads it. */
export function fillTemplate(value: Json, params: Params): Json {
  if (typeof value === 'string')
    return value.replace(/\{\{-?\s*([^{}]*?)\s*-?\}\}/g, (whole, action: string) => evaluate(action, params) ?? whole);
  if (Array.isArray(value)) return value.map((each) => fillTemplate(each, params));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillTemplate(inner as Json, params)]));
}
