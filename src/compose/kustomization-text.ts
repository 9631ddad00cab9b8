import { posix } from 'node:path';
import { isJsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { writeYaml } from '../kube/yaml-write.ts';

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether kustomize takes the file for what a folder is built from. */
export const isKustomization = (path: string): boolean => names.includes(posix.basename(path));

/** A kustomization as data; empty where it is none. */
export function readKustomization(text: string): { readonly [field: string]: Json } {
  const value = readDocuments(text, 'kustomization.yaml').documents[0]?.value;
  return isJsonObject(value) ? value : {};
}

/** Everything a kustomization may name a file or folder by: each of its texts, and what stands behind a `=`. */
export function textsOf(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value, value.slice(value.indexOf('=') + 1)];
  if (typeof value !== 'object' || value === null) return [];
  return (Array.isArray(value) ? value : Object.values(value)).flatMap((inner: Json) => textsOf(inner));
}

/** Paths of what a kustomization lists among its `resources`. */
export function resourcesOf(path: string, text: string): readonly string[] {
  const { resources } = readKustomization(text);
  const listed = Array.isArray(resources) ? resources : [];
  return listed.filter((name) => typeof name === 'string').map((name) => inFolder(path, name));
}

/** What a name stands for in the folder of a file. */
export const inFolder = (path: string, name: string): string =>
  posix.join(posix.dirname(path), name).replace(/\/$/, '');

/** A composed kustomization with more `resources` behind its own. */
export function addResources(text: string, more: readonly string[]): string {
  if (more.length === 0) return text;
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^resources:/.test(line));
  const items = writeYaml({ resources: more }).trimEnd().split('\n');
  if (start < 0) return `${text}${items.join('\n')}\n`;
  if (/^resources:\s*\[\]/.test(lines[start]!)) return lines.toSpliced(start, 1, ...items).join('\n');
  const length = lines.slice(start + 1).findIndex((line) => !/^\s*(-|#)/.test(line));
  const indent = /^\s*/.exec(lines[start + 1] ?? '')?.[0] ?? '';
  const added = items.slice(1).map((item) => `${indent}${item.trimStart()}`);
  return lines.toSpliced(start + 1 + length, 0, ...added).join('\n');
}

/** What a kustomization lists among its `resources` by an address. */
export function remotesOf(text: string): readonly string[] {
  const { resources } = readKustomization(text);
  const listed = Array.isArray(resources) ? resources : [];
  return listed.filter((name) => typeof name === 'string').filter((name) => name.includes('://'));
}

/** A composed kustomization with more `patches` behind its own, which stand last in it. */
export const addPatches = (text: string, patches: readonly unknown[]): string =>
  /^patches:/m.test(text)
    ? `${text}${writeYaml({ patches }).split('\n').slice(1).join('\n')}`
    : `${text}${writeYaml({ patches })}`;
