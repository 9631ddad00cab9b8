import type { Json, Step, WireRequest } from './scenario.ts';

export type Variables = Readonly<Record<string, string>>;

/** Puts variables in place of `$name`; what is no known variable stays as it is. */
export function fill(text: string, variables: Variables): string {
  return text.replace(/\$([a-zA-Z]\w*)/g, (whole, name: string) => variables[name] ?? whole);
}

export function fillAll(value: Json, variables: Variables): Json {
  if (typeof value === 'string') return fill(value, variables);
  if (Array.isArray(value)) return value.map((item) => fillAll(item, variables));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [fill(key, variables), fillAll(item, variables)] as const);
  return Object.fromEntries(entries);
}

const METHODS: Readonly<Record<string, string>> = {
  create: 'POST',
  update: 'PUT',
  delete: 'DELETE',
  'json-patch': 'PATCH',
  'merge-patch': 'PATCH',
  'strategic-patch': 'PATCH',
  apply: 'PATCH',
};

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  'json-patch': 'application/json-patch+json',
  'merge-patch': 'application/merge-patch+json',
  'strategic-patch': 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** The request of a step. */
export function requestOf(step: Step, variables: Variables): WireRequest {
  const headers: Record<string, string> = { accept: step.accept ?? 'application/json' };
  const body = step.body === undefined ? undefined : JSON.stringify(fillAll(step.body, variables));
  if (body !== undefined) headers['content-type'] = step.contentType ?? CONTENT_TYPES[step.verb] ?? 'application/json';
  return { method: METHODS[step.verb] ?? 'GET', path: fill(step.path, variables) + queryOf(step), headers, body };
}

function queryOf(step: Step): string {
  const query: string[] = [];
  if (step.manager !== undefined) query.push(`fieldManager=${encodeURIComponent(step.manager)}`);
  if (step.force !== undefined) query.push(`force=${step.force}`);
  if (step.verb === 'watch') query.push('watch=true', 'timeoutSeconds=10');
  if (query.length === 0) return '';
  return (step.path.includes('?') ? '&' : '?') + query.join('&');
}
