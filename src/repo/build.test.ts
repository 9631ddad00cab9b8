import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortTree } from '../core/file-tree.ts';
import type { UnknownObject } from '../kube/object.ts';
import { buildFolder, buildKustomization } from './build.ts';

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;
const build = (files: Readonly<Record<string, string>>, spec: object = {}) => {
  const kustomization = { apiVersion: 'x/v1', kind: 'Kustomization', metadata: { name: 'k' }, spec } as UnknownObject;
  const result = buildKustomization(sortTree(Object.entries(files)), kustomization, () => undefined);
  return { ...result, names: result.objects.map(({ object }) => object.metadata.name) };
};

describe('what Flux builds at a path', () => {
  it('is everything below it, but folders with a kustomization as they say', () => {
    const files = {
      'apps/z.yaml': configMap('z'),
      'apps/a/deep/b.yml': configMap('b'),
      'apps/k/kustomization.yaml': 'resources: [c.yaml]\nnamePrefix: p-\n',
      'apps/k/c.yaml': configMap('c'),
      'apps/k/left-out.yaml': configMap('x'),
      'apps/README.md': '',
      'other/d.yaml': configMap('d'),
    };
    expect(build(files, { path: './apps' }).names).toEqual(['b', 'p-c', 'z']);
  });

  it('takes the fields of the Kustomization in', () => {
    const patch = '- op: add\n  path: /data\n  value: {k: v}\n';
    const spec = {
      path: 'apps',
      targetNamespace: 'media',
      namePrefix: 'p-',
      nameSuffix: '-s',
      patches: [{ patch, target: { kind: 'ConfigMap' } }],
      components: ['../gone', '../extra'],
      ignoreMissingComponents: true,
    };
    const files = {
      'apps/a.yaml': configMap('a'),
      'extra/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {c: d}\n',
    };
    expect(build(files, spec).objects.map(({ object }) => object)).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'p-a-s', namespace: 'media', annotations: { c: 'd' } },
        data: { k: 'v' },
      },
    ]);
  });

  it.each([
    ['targetNamespace of the Kustomization', { targetNamespace: 'flux-system' }, {}],
    [
      'namespace of a kustomization file',
      {},
      { 'kustomization.yaml': 'namespace: flux-system\nresources: [a.yaml]\n' },
    ],
  ])('says which Namespace the %s renames', (_, spec, more) => {
    const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;
    const { names, findings } = build({ 'a.yaml': namespace('hello'), ...more }, spec);
    expect(names).toEqual(['flux-system']);
    expect(findings).toMatchObject([{ code: 'namespace-renamed', severity: 'error', file: 'a.yaml', line: 1 }]);
    expect(build({ 'a.yaml': namespace('flux-system'), ...more }, spec).findings).toEqual([]);
    const kept = `${namespace('hello')}  annotations: {kustomize.toolkit.fluxcd.io/prune: disabled}\n`.replace(
      'metadata: {name: hello}\n',
      'metadata:\n  name: hello\n',
    );
    expect(build({ 'a.yaml': kept, ...more }, spec).findings).toEqual([]);
  });

  it('says nothing of a Namespace that is there to be renamed', () => {
    const file = { 'a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: not-used}\n' };
    const { names, findings } = build({ ...file, 'kustomization.yaml': 'namespace: media\nresources: [a.yaml]\n' });
    expect({ names, findings }).toEqual({ names: ['media'], findings: [] });
  });

  it('passes over what has a number for an apiVersion or a name, and says so', () => {
    const { names, failure, findings } = build({
      'a.yaml': configMap('a'),
      'b.yaml': 'apiVersion: 1\nkind: ConfigMap\nmetadata: {name: b}\n',
      'c.yaml': configMap('7'),
    });
    expect(names).toEqual(['a']);
    expect(failure).toBeUndefined();
    expect(findings.map(({ code, file, line }) => [code, file, line])).toEqual([
      ['object-passed-over', 'b.yaml', 1],
      ['object-passed-over', 'c.yaml', 1],
    ]);
  });

  it('reads the kustomization file at the path leniently, as Flux does, but not those below', () => {
    const top = { 'kustomization.yaml': 'resources: [base]\nimages: [{name: x, newTag: 1.2}]\nunknown: 1\n' };
    const base = (text: string) => ({ 'base/kustomization.yaml': text, 'base/a.yaml': configMap('a') });
    expect(build({ ...top, ...base('resources: [a.yaml]\n') }).names).toEqual(['a']);
    const strict = build({ ...top, ...base('resources: [a.yaml]\nunknown: 1\n') });
    expect(strict.failure?.message).toContain('invalid Kustomization: json: unknown field "unknown"');
  });

  it('merges images by name: a tag or digest replaces both', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: "a:1"}]}\n';
    const files = {
      'p.yaml': pod,
      'kustomization.yaml': 'resources: [p.yaml]\nimages: [{name: a, newName: b, newTag: "2"}]\n',
    };
    const [object] = build(files, { images: [{ name: 'a', digest: 'sha256:c' }] }).objects;
    expect(object?.object.spec).toEqual({ containers: [{ name: 'c', image: 'b@sha256:c' }] });
  });

  it('notes where generated objects come from when the file names no resources', () => {
    const files = { 'kustomization.yaml': 'configMapGenerator: [{name: a, literals: [k=v]}]\n' };
    expect(build(files).objects[0]?.object.metadata.annotations).toEqual({
      'config.kubernetes.io/origin':
        'configuredIn: kustomization.yaml\nconfiguredBy:\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n',
    });
  });

  it('is nothing for an empty folder', () => {
    expect(build({ 'apps/README.md': '' }, { path: 'apps' })).toMatchObject({ objects: [], findings: [] });
  });

  it.each(['../../etc', '/etc/../..'])('never leaves the repository by %s', (path) => {
    expect(
      build({ 'a.yaml': configMap('a'), 'kustomization.yaml': `resources: [${path}]\n` }).failure?.message,
    ).toContain('accumulating resources');
  });

  it('keeps encrypted Secrets with unknown values when decryption is configured', () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {k: "ENC[x]"}\nsops: {mac: "ENC[y]"}\n';
    const [object] = build({ 's.yaml': secret }, { decryption: { provider: 'sops' } }).objects;
    expect(object?.object).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      data: { k: Buffer.from('ENC[x]').toString('base64') },
    });
  });

  it('never throws, whatever the files say', () => {
    const json = fc.json({ depthSize: 'small' });
    const fields = [
      'resources',
      'patches',
      'images',
      'labels',
      'replacements',
      'configMapGenerator',
      'components',
      'namespace',
    ];
    const line = fc.tuple(fc.constantFrom(...fields), json).map(([field, value]) => `${field}: ${value}`);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 3 }), json, (lines, manifest) => {
        const files = { 'kustomization.yaml': `resources: [a.yaml]\n${lines.join('\n')}\n`, 'a.yaml': manifest };
        const result = buildFolder(sortTree(Object.entries(files)), '');
        expect(result.objects.length === 0 || result.failure === undefined).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
