import { compareText } from '../../core/finding.ts';
import type { Json } from '../../kube/object.ts';
import { isMap } from '../chart-values.ts';

/** A tree of values as arguments, one a leaf, lists joined by commas, keys in text order (`traefik.yaml2CommandLineArgs`). */
export function flattenArguments(path: string, content: Json | undefined): string[] {
  if (content === undefined || content === null) return [];
  if (Array.isArray(content)) return [`--${path}=${content.join(',')}`];
  if (!isMap(content)) return [`--${path}=${String(content)}`];
  return Object.entries(content)
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([key, value]) => flattenArguments(`${path}.${key}`, value));
}
