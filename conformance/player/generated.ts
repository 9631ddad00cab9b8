import { isRecord } from './paths.ts';
import type { Json } from './scenario.ts';

/** Values a cluster made up, by their literal text: what each is, and for names the part that was asked for. */
export type Generated = ReadonlyMap<string, { readonly kind: string; readonly prefix: string }>;

const HASH_LABELS = ['pod-template-hash', 'controller-revision-hash'];
const ADDRESS_KEYS = new Set(['clusterIP', 'clusterIPs', 'podIP', 'podIPs', 'hostIP', 'hostIPs', 'addresses']);
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:]+)$/;

/** Finds generated names, template hashes and allocated addresses wherever an object shows them to be such. */
export function findGenerated(values: readonly Json[]): Generated {
  const found = new Map<string, { kind: string; prefix: string }>();
  for (const value of values) visit(value, found);
  return found;
}

type Found = Map<string, { kind: string; prefix: string }>;

function visit(value: Json, found: Found): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, found);
  } else if (isRecord(value)) {
    if (isRecord(value.metadata)) noteNames(value.metadata, found);
    for (const [key, item] of Object.entries(value)) {
      if (ADDRESS_KEYS.has(key)) noteAddresses(item, key, found);
      visit(item, found);
    }
  }
}

function noteNames(metadata: { [key: string]: Json }, found: Found): void {
  const { name, generateName: prefix, labels } = metadata;
  if (typeof name === 'string' && typeof prefix === 'string' && name.startsWith(prefix)) {
    found.set(name, { kind: 'suffix', prefix });
  }
  for (const label of HASH_LABELS) {
    const hash = isRecord(labels) ? labels[label] : undefined;
    if (typeof hash === 'string') found.set(hash.slice(hash.lastIndexOf('-') + 1), { kind: 'hash', prefix: '' });
  }
}

function noteAddresses(value: Json, key: string, found: Found): void {
  const kind = key.startsWith('cluster') ? 'cluster-ip' : 'ip';
  for (const item of Array.isArray(value) ? value : [value]) {
    const address = isRecord(item) ? item.ip : item;
    if (typeof address === 'string' && ADDRESS.test(address) && !found.has(address))
      found.set(address, { kind, prefix: '' });
  }
}
