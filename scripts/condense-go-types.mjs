// Condenses the Go structs behind a pod template to what hashing one needs: fields in order, their JSON names and Go types.
//
//   node scripts/condense-go-types.mjs --out FILE.json --version 0.36.3 --api DIR --apimachinery DIR
//
// The folders are those of the modules k8s.io/api and k8s.io/apimachinery of that version.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const { values: options } = parseArgs({ options: { version: text, out: text, api: text, apimachinery: text } });

const sources = {
  core: readFileSync(join(options.api, 'core/v1/types.go'), 'utf8'),
  meta: readFileSync(join(options.apimachinery, 'pkg/apis/meta/v1/types.go'), 'utf8'),
};

const tag = /`[^`]*json:"(?<name>[^",]*)/;
const plain = new Set(['string', 'bool', 'int', 'int32', 'int64', 'byte']);
/** Types whose dump is written by hand. */
const special = new Set([
  'v1.Time',
  'v1.MicroTime',
  'v1.FieldsV1',
  'resource.Quantity',
  'intstr.IntOrString',
  'types.UID',
]);

const types = {};

/** The definition of a named type: the lines of a struct, or the type it stands for. */
function definition(source, name) {
  const struct = new RegExp(`^type ${name} struct \\{\\n(?<body>[\\s\\S]*?)^\\}`, 'm').exec(source);
  if (struct) return { body: struct.groups.body };
  const alias = new RegExp(`^type ${name} (?<type>[^\\n/{]+)$`, 'm').exec(source);
  return alias ? { alias: alias.groups.type.trim() } : undefined;
}

/** A Go type as reflection prints it, from the package it is written in; follows what it names. */
function qualify(type, home) {
  if (type.startsWith('*')) return `*${qualify(type.slice(1), home)}`;
  if (type.startsWith('[]')) return `[]${qualify(type.slice(2), home)}`;
  const map = /^map\[(?<key>[^\]]+)\](?<value>.+)$/.exec(type);
  if (map) return `map[${qualify(map.groups.key, home)}]${qualify(map.groups.value, home)}`;
  if (plain.has(type)) return type;
  if (type.startsWith('metav1.')) return follow(type.slice(7), 'meta');
  if (type.includes('.')) return type;
  return follow(type, home);
}

function follow(name, home) {
  const printed = `v1.${name}`;
  if (special.has(printed) || printed in types) return printed;
  const found = definition(sources[home], name);
  if (!found) throw new Error(`no definition of ${name} in ${home}`);
  types[printed] = [];
  types[printed] = found.alias ? qualify(found.alias, home) : fieldsOf(found.body, home);
  return printed;
}

function fieldsOf(body, home) {
  const fields = [];
  for (const line of body.split('\n')) {
    const text = line.trim();
    if (text === '' || text.startsWith('//')) continue;
    const [declared] = text.split('`');
    const words = declared.trim().split(/\s+/);
    const json = tag.exec(text)?.groups.name ?? '';
    const [name, type] = words.length === 1 ? [words[0].split('.').pop(), words[0]] : words;
    fields.push([name, json, qualify(type, home)]);
  }
  return fields;
}

follow('PodTemplateSpec', 'core');
const source = `k8s.io/api@v${options.version} core/v1/types.go, k8s.io/apimachinery@v${options.version} pkg/apis/meta/v1/types.go`;
const sorted = Object.fromEntries(Object.entries(types).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(options.out, `${JSON.stringify({ source, types: sorted })}\n`);
