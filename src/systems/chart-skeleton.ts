import type { Values } from '../charts/contract.ts';
import type { Json } from '../kube/object.ts';
import { isMap } from './chart-values.ts';

/** What stands for the tokens of a skeleton: `release`, `fullname`, `namespace`, `chart`, `appVersion`. */
export type Tokens = Readonly<Record<'release' | 'fullname' | 'namespace' | 'chart' | 'appVersion', string>>;

/** Objects with tokens in place of what depends on the release, as `scripts/condense-chart.mjs` writes them, for one release. */
export const fillSkeleton = (objects: readonly Values[], tokens: Tokens): Values[] =>
  objects.map((object) => fillTokens(object, tokens) as Values);

function fillTokens(value: Json, tokens: Tokens): Json {
  if (typeof value === 'string')
    return value.includes('{')
      ? value.replace(/\{(\w+)\}/g, (token, name) => tokens[name as keyof Tokens] ?? token)
      : value;
  if (Array.isArray(value)) return value.map((item) => fillTokens(item, tokens));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillTokens(inner, tokens)]));
}

/** Names and versions every chart of that make derives alike: the full name is the release's, unless it lacks the chart's name. */
export function tokensOf(
  chart: string,
  release: { name: string; namespace: string; version: string },
  appVersion: string,
): Tokens {
  const { name, namespace, version } = release;
  const fullname = name.includes(chart) ? name : `${name}-${chart}`;
  return { release: name, fullname, namespace, chart: `${chart}-${version.replace('+', '_')}`, appVersion };
}

/** An object with one of its parts made anew: the value at the path is what `make` makes of it. */
export function changeAt(
  object: Values,
  path: readonly string[],
  make: (value: Json | undefined) => Json | undefined,
): Values {
  const [step, ...rest] = path as [string, ...string[]];
  const inner = object[step];
  const made = rest.length === 0 ? make(inner) : changeAt(isMap(inner) ? inner : {}, rest, make);
  if (made === undefined) return Object.fromEntries(Object.entries(object).filter(([key]) => key !== step));
  return { ...object, [step]: made };
}
