import { describe, expect, test } from 'vitest';
import { listOwnFiles } from './own-files.ts';

const list = (...items: string[]) =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n${items.map((item) => `  - ${item}\n`).join('')}`;
const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mine\n';
const stage = `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: mine\nspec:\n  path: ./apps/mine\n`;
const composed = new Map([
  ['apps/hello/kustomization.yaml', list('service.yaml', 'kept.sops.yaml')],
  ['apps/hello/service.yaml', object],
  ['apps/kustomization.yaml', list('hello')],
  ['cluster/apps.yaml', stage.replace('./apps/mine', './apps')],
]);

/** Folders that stages of the test's own kind have applied. */
const appliedBy = (text: string) => [...text.matchAll(/^ {2}path: \.\/(\S+)$/gm)].map(([, path]) => path!);

const listed = (own: Record<string, string>, edited = new Map<string, { yours: string; base: string }>()) => {
  const { own: files } = listOwnFiles(composed, { own: new Map(Object.entries(own)), edited, appliedBy });
  return files.flatMap(({ path, listedIn }) => (listedIn === undefined ? [] : [[path, listedIn]]));
};

describe("a person's own files", () => {
  test('are listed behind what is composed, in order of their names', () => {
    const { tree } = listOwnFiles(composed, {
      own: new Map([
        ['apps/hello/z.yaml', object],
        ['apps/hello/a.yml', `${object}---\n${object}`],
        ['apps/mine/kustomization.yaml', list('x.yaml')],
        ['apps/mine/x.yaml', object],
      ]),
      edited: new Map(),
      appliedBy,
    });
    expect(tree.get('apps/hello/kustomization.yaml')).toBe(list('service.yaml', 'kept.sops.yaml', 'a.yml', 'z.yaml'));
    expect(tree.get('apps/kustomization.yaml')).toBe(list('hello', 'mine'));
    expect([...tree.keys()]).toEqual([...composed.keys()]);
  });

  test.each([
    ['values of a chart', 'apps/hello/values.yaml', 'replicas: 2\n'],
    ['a manifest beside values', 'apps/hello/both.yaml', `${object}---\nreplicas: 2\n`],
    ['what is no YAML', 'apps/hello/notes.md', object],
    ['an empty file', 'apps/hello/empty.yaml', '# later\n'],
    ['a hidden file', 'apps/hello/.draft.yaml', object],
    ['a configuration of kustomize', 'apps/hello/names.yaml', object.replace('v1', 'kustomize.config.k8s.io/v1')],
    ['a file of a folder without kustomization', 'apps/loose/x.yaml', object],
    ['a file of a folder that all of it is applied from', 'cluster/x.yaml', object],
    ['a component', 'apps/part/kustomization.yaml', list().replace('Kustomization', 'Component')],
  ])('are not listed: %s', (_, path, text) => {
    expect(listed({ [path]: text })).toEqual([]);
  });

  test('are not listed twice: what another kustomization, an edited one or a stage names', () => {
    expect(listed({ 'apps/hello/a.yaml': object, 'mine/kustomization.yaml': list('../apps/hello/a.yaml') })).toEqual(
      [],
    );
    const base = list('service.yaml', 'kept.sops.yaml', 'b.yaml');
    const edited = new Map([['apps/hello/kustomization.yaml', { base, yours: `${base}patches:\n  - path: a.yaml\n` }]]);
    expect(listed({ 'apps/hello/a.yaml': object, 'apps/hello/b.yaml': object }, edited)).toEqual([
      ['apps/hello/b.yaml', 'apps/hello/kustomization.yaml'],
    ]);
    const own = { 'apps/mine/kustomization.yaml': list('x.yaml'), 'cluster/mine.yaml': stage };
    expect(listed(own)).toEqual([]);
  });

  test('say which kustomization names them in any case, which is then left as it is', () => {
    const own = { 'apps/hello/kept.sops.yaml': object, 'apps/hello/notes.md': 'x' };
    expect(listed(own)).toEqual([['apps/hello/kept.sops.yaml', 'apps/hello/kustomization.yaml']]);
    const { tree } = listOwnFiles(composed, { own: new Map(Object.entries(own)), edited: new Map(), appliedBy });
    expect(tree).toBe(composed);
  });

  test('are listed as deep as what stands in the list already', () => {
    const flat = new Map([['sync/kustomization.yaml', 'kind: Kustomization\nresources:\n- a.yaml\n']]);
    const own = new Map([['sync/b.yaml', object]]);
    const { tree } = listOwnFiles(flat, { own, edited: new Map(), appliedBy });
    expect(tree.get('sync/kustomization.yaml')).toBe('kind: Kustomization\nresources:\n- a.yaml\n- b.yaml\n');
  });

  test('say which kustomization lists their folder', () => {
    expect(listed({ 'apps/mine/kustomization.yaml': list('x.yaml'), 'apps/mine/x.yaml': object })).toEqual([
      ['apps/mine/kustomization.yaml', 'apps/kustomization.yaml'],
      ['apps/mine/x.yaml', 'apps/kustomization.yaml'],
    ]);
  });
});
