import { describe, expect, it } from 'vitest';
import { schemaOf } from './builtin-schemas.ts';
import type { Json } from './object.ts';
import { decodeBuiltin } from './schema-decode.ts';

describe('a built-in object is decoded as its Go type', () => {
  it.each<[string, Json, string | undefined, readonly string[]]>([
    [
      'a text for a number',
      { spec: { replicas: 'three' } },
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
      [],
    ],
    [
      'a number for a text, in a list',
      { spec: { template: { spec: { containers: [{ env: [{ name: 'A', value: 1 }] }] } } } },
      'json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string',
      [],
    ],
    [
      'an object for a list',
      { spec: { template: { spec: { containers: {} } } } },
      'json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
      [],
    ],
    [
      'no quantity',
      { spec: { template: { spec: { containers: [{ resources: { limits: { cpu: 'much' } } }] } } } },
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      [],
    ],
    [
      'unknown fields',
      { spec: { replica: 1, template: { spec: { containers: [{ imagePolicy: 'x' }] } } }, extra: 1 },
      undefined,
      ['spec.replica', 'spec.template.spec.containers[0].imagePolicy', 'extra'],
    ],
    ['null anywhere', { spec: { replicas: null, template: null } }, undefined, []],
    ['labels of any name', { metadata: { labels: { anything: 'x' } } }, undefined, []],
  ])('%s', async (_, value, error, unknown) => {
    const schema = (await schemaOf('apps', 'v1', 'Deployment'))!;
    const decoding = decodeBuiltin(value, schema);
    expect(decoding.error).toBe(error);
    expect(decoding.unknown).toEqual(unknown);
  });
});
