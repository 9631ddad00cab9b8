import type { Hop } from '../cluster/network.ts';
import { compareText } from '../core/finding.ts';
import { printRef, type UnknownObject } from '../kube/object.ts';
import { chartRows } from './chart-rows.ts';
import type { Subject } from './load-subject.ts';

/** Releases of which it is not known what they install: a gate, addresses and routes may be among it. */
export const openReleases = ({ releases }: Pick<Subject, 'releases'>): readonly string[] =>
  chartRows(releases)
    .filter(({ by }) => by === 'nothing')
    .map(({ release }) => release);

/** Objects that write a route for a host, a hop each with the Services that it names, whoever serves them. */
export function writtenFor(host: string, objects: readonly UnknownObject[]): readonly Hop[] {
  return objects
    .filter(({ kind, spec }) => /^Ingress$|Route$/.test(kind) && namesHost(spec, host))
    .map((object) => ({ ref: printRef(object), names: [...new Set(servicesOf(object.spec))] }))
    .sort((a, b) => compareText(a.ref, b.ref))
    .map(({ ref, names }) => ({
      at: 'route',
      decision: `${ref} names ${host}`,
      reason: names.length > 0 ? `it leads to ${names.join(', ')}` : 'it names no Service',
      source: 'the objects; what serves them is not known',
    }));
}

const quoted = /[`"']([^`"']+)[`"']/g;

/** Whether a text below is the host, or a rule in which it stands in quotes. */
function namesHost(value: unknown, host: string): boolean {
  if (typeof value === 'string') return value === host || [...value.matchAll(quoted)].some(([, text]) => text === host);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((inner) => namesHost(inner, host));
}

const backendKeys = new Set(['backendRefs', 'services', 'service', 'defaultBackend']);

/** Names below the fields that name backends. */
function servicesOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    backendKeys.has(key) ? [inner].flat().flatMap(nameOf) : servicesOf(inner),
  );
}

const nameOf = (backend: unknown): readonly string[] =>
  typeof backend === 'object' && backend !== null && 'name' in backend && typeof backend.name === 'string'
    ? [backend.name]
    : [];
