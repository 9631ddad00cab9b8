import { describe, expect, test } from 'vitest';
import type { FoundChart, Rendering } from '../../charts/contract.ts';
import { makeChart } from '../../charts/test-charts.ts';
import type { Json, UnknownObject } from '../../kube/object.ts';
import { readDocuments } from '../../kube/yaml-read.ts';
import { postRender } from './post-render.ts';

const chart: FoundChart = { by: 'helm', name: 'web', version: '1.0.0', archive: makeChart('web', {}) };
const objects = readDocuments(
  `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec: {template: {spec: {containers: [{name: web, image: "nginx:1.27"}]}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: before, annotations: {helm.sh/hook: pre-install}}
`,
  'web',
).documents.map(({ value }) => value as UnknownObject);

const rendering = (more: Partial<Rendering> = {}): Rendering => ({
  definitions: [],
  objects,
  unknown: [],
  notes: [],
  ...more,
});
const renderer = (kustomize: Json): Json => [{ kustomize }];
const names = ({ objects: all }: Rendering) => all.map(({ kind, metadata: { name, labels } }) => [kind, name, labels]);
const labelled = renderer({
  patches: [{ target: { kind: '.*' }, patch: 'apiVersion: v1\nkind: Any\nmetadata: {name: any, labels: {team: a}}\n' }],
});

describe('what is done after rendering', () => {
  test('is patches and images, renderer after renderer', () => {
    const postRenderers: readonly { readonly [key: string]: Json }[] = [
      { kustomize: { images: [{ name: 'nginx', newName: 'registry.lan/nginx', newTag: '1.29' }] } },
      {
        kustomize: {
          patches: [
            { target: { kind: 'Deployment' }, patch: '- {op: add, path: /spec/replicas, value: 3}' },
            { patch: 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, annotations: {a: b}}' },
          ],
        },
      },
    ];
    const [deployment] = postRender(rendering(), chart, { postRenderers }).objects;
    expect(deployment).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { app: 'web' }, annotations: { a: 'b' } },
      spec: { replicas: 3, template: { spec: { containers: [{ name: 'web', image: 'registry.lan/nginx:1.29' }] } } },
    });
  });

  test.each<[string | undefined, object | undefined, number]>([
    [undefined, { team: 'a' }, 1],
    ['combined', { team: 'a' }, 0],
    ['separate', { team: 'a' }, 0],
    ['nohooks', undefined, 0],
  ])('reaches hooks as strategy %s says', (strategy, labels, notes) => {
    const spec = { postRenderers: labelled, ...(strategy !== undefined && { postRenderStrategy: strategy }) };
    const rendered = postRender(rendering(), chart, spec);
    expect(names(rendered)).toEqual([
      ['Deployment', 'web', { app: 'web', team: 'a' }],
      ['ConfigMap', 'before', labels],
    ]);
    expect(rendered.notes).toHaveLength(notes);
  });

  test('is refused in the words of Flux where a patch finds nothing', () => {
    const patch = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: gone}';
    const spec = { postRenderers: renderer({ patches: [{ patch }] }) };
    expect(postRender(rendering(), chart, spec)).toMatchObject({
      objects: [],
      error: expect.stringMatching(
        /^error while running post render on files: no resource matches strategic merge patch/,
      ),
    });
    const unsure = postRender(rendering({ unknown: ['colour'] }), chart, spec);
    expect(unsure.error).toBeUndefined();
    expect(unsure.notKnown).toContain("what chart 'web' installs after its postRenderers is not known");
  });

  test('is labels and annotations for all', () => {
    const commonMetadata = { labels: { app: 'x' }, annotations: { b: 'c' } };
    const rendered = postRender(rendering(), chart, { commonMetadata });
    expect(rendered.objects.map(({ metadata }) => [metadata.labels, metadata.annotations])).toEqual([
      [{ app: 'x' }, { b: 'c' }],
      [{ app: 'x' }, { 'helm.sh/hook': 'pre-install', b: 'c' }],
    ]);
  });

  test('is nothing where a release says nothing, or is refused already', () => {
    expect(postRender(rendering(), chart, {})).toEqual(rendering());
    expect(postRender(rendering({ error: 'no' }), chart, { postRenderers: labelled })).toEqual(
      rendering({ error: 'no' }),
    );
  });
});
