import { FAILSAFE_SCHEMA, Type } from 'js-yaml';
import { isYamlInteger, isYamlNull, yamlBoolean, yamlNumber, yamlTruth } from './yaml-scalar.ts';

const nullType = new Type('tag:yaml.org,2002:null', {
  kind: 'scalar',
  resolve: isYamlNull,
  construct: () => null,
});

const boolean = new Type('tag:yaml.org,2002:bool', {
  kind: 'scalar',
  resolve: (text: string | null) => text !== null && yamlBoolean(text) !== undefined,
  construct: (text: string) => yamlBoolean(text),
});

const number = new Type('tag:yaml.org,2002:float', {
  kind: 'scalar',
  resolve: (text: string | null) => text !== null && yamlNumber(text) !== undefined,
  construct: (text: string) => yamlNumber(text),
});

const integer = new Type('tag:yaml.org,2002:int', {
  kind: 'scalar',
  resolve: (text: string | null) => text !== null && isYamlInteger(text),
  construct: (text: string) => yamlNumber(text),
});

// js-yaml merges by this very tag.
const merge = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (text: string | null) => text === '<<' });

// Go decodes into untyped values and so forgets any tag it does not know.
const ignoredTags = ['!', 'tag:'].flatMap((prefix) => [
  new Type(prefix, { kind: 'scalar', multi: true, construct: (data: string | null) => data ?? '' }),
  new Type(prefix, { kind: 'sequence', multi: true, construct: (data: unknown) => data ?? [] }),
  new Type(prefix, { kind: 'mapping', multi: true, construct: (data: unknown) => data ?? {} }),
]);

const truth = new Type('tag:yaml.org,2002:bool', {
  kind: 'scalar',
  resolve: (text: string | null) => text !== null && yamlTruth(text) !== undefined,
  construct: (text: string) => yamlTruth(text),
});

/** YAML as kustomize reads manifests (go-yaml v3 resolve.go): `yes`, `on` and their like are texts. */
export const kustomizeYamlSchema = FAILSAFE_SCHEMA.extend({
  implicit: [nullType, truth, number, merge],
  explicit: [integer, ...ignoredTags],
});

/** YAML as the Go tools of Kubernetes read it. */
export const goYamlSchema = FAILSAFE_SCHEMA.extend({
  implicit: [nullType, boolean, number, merge],
  explicit: [integer, ...ignoredTags],
});
