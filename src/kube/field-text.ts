import { isJsonObject } from './json.ts';
import type { Json } from './object.ts';

type Path = readonly (string | number)[];

/**
 * The path that a field's text stands for: `spec.ports[0].port`, `data[a.b]`, `metadata.labels.app.kubernetes.io/name`. Keys with dots
 * are told by the object itself: the longest key that is there wins. What the object does not have is taken as written.
 */
export function pathOfField(object: Json, text: string): Path {
  const path: (string | number)[] = [];
  let node: Json | undefined = object;
  for (let rest = text; rest !== ''; ) {
    const [step, length] = rest.startsWith('[') ? indexIn(rest, node) : keyIn(rest, node);
    path.push(step);
    node = childOf(node, step);
    rest = rest.slice(length).replace(/^\./, '');
  }
  return path;
}

/** What stands at a path; undefined where nothing does. */
export const valueAt = (object: Json, path: Path): Json | undefined =>
  path.reduce<Json | undefined>((node, step) => childOf(node, step), object);

function childOf(node: Json | undefined, step: string | number): Json | undefined {
  if (Array.isArray(node)) return typeof step === 'number' ? (node as readonly Json[])[step] : undefined;
  return isJsonObject(node) && Object.hasOwn(node, step) ? node[step] : undefined;
}

function indexIn(rest: string, node: Json | undefined): readonly [string | number, number] {
  const end = rest.indexOf(']');
  const inner = end < 0 ? rest.slice(1) : rest.slice(1, end);
  const step = Array.isArray(node) && /^\d+$/.test(inner) ? Number(inner) : inner.replace(/^"(.*)"$/, '$1');
  return [step, end < 0 ? rest.length : end + 1];
}

function keyIn(rest: string, node: Json | undefined): readonly [string, number] {
  const keys = isJsonObject(node) ? Object.keys(node) : [];
  const fits = (key: string) => key !== '' && rest.startsWith(key) && /^$|^[.[]/.test(rest.slice(key.length));
  const known = keys.filter(fits).sort((a, b) => b.length - a.length)[0];
  const key = known ?? /^[^.[]+/.exec(rest)?.[0] ?? rest;
  return [key, key.length];
}
