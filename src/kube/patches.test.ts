import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { schemaOf } from './builtin-schemas.ts';
import type { Json } from './object.ts';
import { applyJsonPatch, type PatchResult } from './patch-json.ts';
import { applyMergePatch } from './patch-merge.ts';
import { applyStrategicPatch } from './patch-strategic.ts';
import type { Schema } from './schema.ts';

interface Case {
  readonly document: Json;
  readonly patch: Json;
  readonly result?: Json;
  readonly error?: string;
}

// What upstream's own code answered.
const recorded: Record<'strategic' | 'json' | 'merge', readonly Case[]> = JSON.parse(
  readFileSync(new URL('./fixtures/patches.json', import.meta.url), 'utf8'),
);

const outcome = (result: PatchResult) => ('error' in result ? result.error : result.value);

let deployment: Schema;
beforeAll(async () => {
  deployment = (await schemaOf('apps', 'v1', 'Deployment'))!;
});

describe('a patch gives what upstream gives', () => {
  it.each(recorded.strategic.map((each) => [JSON.stringify(each.patch), each] as const))('strategic %s', (_, each) => {
    const before = JSON.stringify(each.document);
    expect(outcome(applyStrategicPatch(each.document, each.patch, deployment))).toEqual(each.error ?? each.result);
    expect(JSON.stringify(each.document)).toBe(before);
  });

  it.each(recorded.json.map((each) => [JSON.stringify(each.patch), each] as const))('json %s', (_, each) => {
    const before = JSON.stringify(each.document);
    expect(outcome(applyJsonPatch(each.document, each.patch))).toEqual(each.error ?? each.result);
    expect(JSON.stringify(each.document)).toBe(before);
  });

  it.each(recorded.merge.map((each) => [JSON.stringify(each.patch), each] as const))('merge %s', (_, each) => {
    expect(applyMergePatch(each.document, each.patch)).toEqual(each.result);
  });
});

describe('a strategic patch', () => {
  const apply = (document: Json, patch: Json) => outcome(applyStrategicPatch(document, patch, deployment));

  it('merges containers by name and leaves the others alone', () => {
    const document = {
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'a', image: '1' },
              { name: 'b', image: '1' },
            ],
          },
        },
      },
    };
    const patch = { spec: { template: { spec: { containers: [{ name: 'b', image: '2' }] } } } };
    expect(apply(document, patch)).toEqual({
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'a', image: '1' },
              { name: 'b', image: '2' },
            ],
          },
        },
      },
    });
  });

  it('replaces a list without merge key as a whole', () => {
    const document = { spec: { template: { spec: { tolerations: [{ key: 'a' }] } } } };
    const patch = { spec: { template: { spec: { tolerations: [{ key: 'b' }] } } } };
    expect(apply(document, patch)).toEqual(patch);
  });

  it('retains only the keys it lists of the rollout strategy', () => {
    const document = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    expect(apply(document, patch)).toEqual({ spec: { strategy: { type: 'Recreate' } } });
  });
});

it('more than ten thousand operations are too many', () => {
  const operations = Array.from({ length: 10_001 }, () => ({ op: 'add', path: '/a', value: 1 }));
  expect(applyJsonPatch({}, operations)).toEqual({
    error: 'The allowed maximum operations in a JSON patch is 10000, got 10001',
    code: 413,
  });
});

it('a merge patch of the differences gives the other object', () => {
  const value = fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer()));
  const object = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), value, { noNullPrototype: true });
  fc.assert(
    fc.property(object, object, (from, to) => {
      const gone = Object.fromEntries(
        Object.keys(from)
          .filter((key) => !(key in to))
          .map((key) => [key, null]),
      );
      expect(applyMergePatch(from, { ...to, ...gone })).toEqual(to);
    }),
  );
});

describe('copies within a JSON patch', () => {
  const copy = (from: string, path: string) => ({ op: 'copy', from, path });

  it('are counted as Go writes them, and refused beyond three mebibytes', () => {
    const text = '<'.repeat(200_000);
    // Six bytes a letter and two quotes: the third copy is too much.
    const patch = ['/b', '/c', '/d'].map((path) => copy('/a', path));
    expect(applyJsonPatch({ a: text }, patch.slice(0, 2))).toEqual({ value: { a: text, b: text, c: text } });
    expect(applyJsonPatch({ a: text }, patch)).toEqual({
      error:
        'Unable to complete the copy, the accumulated size increase of copy is 3600006, exceeding the limit 3145728',
      code: 422,
    });
  });

  it('do not change when the original does, nor the other way round', () => {
    const document = { a: { list: [1] } };
    const patch: Json = [
      { op: 'add', path: '/a/list/-', value: 2 },
      copy('/a', '/b'),
      { op: 'add', path: '/a/list/-', value: 3 },
      { op: 'remove', path: '/b/list/0' },
      { op: 'replace', path: '/b/list/0', value: 4 },
    ];
    expect(applyJsonPatch(document, patch)).toEqual({ value: { a: { list: [1, 2, 3] }, b: { list: [4] } } });
    expect(document).toEqual({ a: { list: [1] } });
  });

  it('leave the values of the patch as they were', () => {
    const value = { list: [1] };
    const patch = [
      { op: 'add', path: '/x', value },
      { op: 'add', path: '/x/list/-', value: 2 },
      { op: 'add', path: '/y', value },
    ];
    expect(applyJsonPatch({}, patch)).toEqual({ value: { x: { list: [1, 2] }, y: { list: [1] } } });
    expect(value).toEqual({ list: [1] });
  });
});

it('a strategic patch of tens of thousands of items takes no time to speak of', () => {
  const env = Array.from({ length: 30_000 }, (_, n) => ({ name: `E${n}`, value: 'x' }));
  const make = (list: readonly Json[]): Json => ({
    spec: { template: { spec: { containers: [{ name: 'c', env: list as Json[] }] } } },
  });
  const order = env.toReversed().map(({ name }) => ({ name }));
  const gone = env.slice(0, 15_000).map(({ name }) => ({ name, $patch: 'delete' }));
  const changed = env
    .slice(15_000)
    .map(({ name }) => ({ name, value: 'y' }))
    .toReversed();
  const patch = {
    spec: {
      template: {
        spec: { containers: [{ name: 'c', '$setElementOrder/env': order, env: [...changed, ...gone] }] },
      },
    },
  };
  expect(outcome(applyStrategicPatch(make(env), patch, deployment))).toEqual(make(changed));
});
