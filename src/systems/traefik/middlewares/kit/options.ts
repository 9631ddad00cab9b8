import type { Json } from '../../../../kube/object.ts';

/** Options of a middleware as JSON. */
export type Options = { readonly [option: string]: Json };

export const textOf = (options: Options, name: string): string =>
  typeof options[name] === 'string' ? options[name] : '';
export const isTrue = (options: Options, name: string): boolean => options[name] === true;
/** An option's number, as near as a number gets to it. */
export const numberOf = (options: Options, name: string): number | undefined =>
  typeof options[name] === 'number' || typeof options[name] === 'bigint' ? Number(options[name]) : undefined;

export function textsOf(options: Options, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? value.map(String) : [];
}

export function pairsOf(options: Options, name: string): readonly (readonly [string, string])[] {
  const value = options[name];
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  return Object.entries(value).map(([key, entry]) => [key, String(entry ?? '')]);
}

export function sectionOf(options: Options, name: string): Options | undefined {
  const value = options[name];
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Options) : undefined;
}
