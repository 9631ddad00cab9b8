import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortTree } from '../core/file-tree.ts';
import type { UnknownObject } from '../kube/object.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { checkObjects } from './check-objects.ts';
import type { ObjectsRule } from './rule.ts';

const latest: ObjectsRule = {
  id: 'image-latest',
  needs: 'objects',
  severity: 'warning',
  summary: 'An image without a version',
  why: 'kubernetes docs concepts/containers/images.md',
  check: ({ ofKind }) =>
    ofKind('Pod')
      .filter(({ object }) => (object.spec as { image: string }).image.endsWith(':latest'))
      .map((on) => ({ on, path: ['spec', 'image'], message: 'the image has no version', hint: 'name a version' })),
  examples: { passing: [], failing: [] },
};

const pod = (name: string, image: string, comment = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  image: ${image}${comment}\n`;

const check = (files: Readonly<Record<string, string>>, rules: readonly ObjectsRule[] = [latest]) => {
  const tree = sortTree(Object.entries(files));
  const objects = [...tree].flatMap(([file, text]) =>
    readDocuments(text, file).documents.map(({ value, line, index }) => ({
      object: value as UnknownObject,
      origin: { file, line, document: index },
    })),
  );
  return checkObjects(rules, objects, tree);
};

describe('checking objects', () => {
  it('points at the field in the file', async () => {
    const [finding, ...others] = await check({ 'a.yaml': `${pod('a', 'x:1')}---\n${pod('b', 'x:latest')}` });
    expect(others).toEqual([]);
    expect(finding).toEqual({
      code: 'image-latest',
      severity: 'warning',
      message: 'the image has no version',
      object: 'Pod/b',
      file: 'a.yaml',
      line: 13,
      column: 3,
      excerpt: '  image: x:latest',
      why: 'kubernetes docs concepts/containers/images.md',
      hint: 'name a version',
    });
  });

  it('leaves out what a comment in the same document takes away, and only there', async () => {
    const quiet = pod('a', 'x:latest', ' # gatehouse: ignore=image-latest pinned elsewhere');
    expect(await check({ 'a.yaml': quiet })).toEqual([]);
    const findings = await check({ 'a.yaml': `${quiet}---\n${pod('b', 'x:latest')}` });
    expect(findings.map(({ object }) => object)).toEqual(['Pod/b']);
  });

  it.each([
    ['image-latest', 'nothing to ignore: image-latest finds no problem here', 'remove the comment'],
    ['image-latests', 'there is no rule image-latests', 'did you mean image-latest?'],
    ['something-else', 'there is no rule something-else', 'remove the comment'],
  ])('reports the comment that ignores %s where there is nothing', async (rule, message, hint) => {
    const [finding] = await check({ 'a.yaml': pod('a', 'x:1', ` # gatehouse: ignore=${rule} because`) });
    expect(finding).toMatchObject({ code: 'unused-suppression', message, hint, file: 'a.yaml', line: 6, column: 14 });
  });

  it('says nothing of a comment for a rule that may know more in another run', async () => {
    const files = { 'a.yaml': pod('a', 'x:1', ' # gatehouse: ignore=image-latest because') };
    expect(await check(files, [{ ...latest, looksBeyond: true }])).toEqual([]);
    expect(await check(files)).toHaveLength(1);
  });

  it('goes on with the other rules when one cannot read an object', async () => {
    const broken: ObjectsRule = {
      ...latest,
      id: 'broken',
      check: ({ objects }) => [{ on: objects[9]!, message: 'never' }],
    };
    const findings = await check({ 'a.yaml': pod('a', 'x:latest') }, [broken, latest]);
    expect(findings.map(({ code }) => code).sort()).toEqual(['image-latest', 'rule-failed']);
  });

  it('lets no piece of an object hide what a rule says of others', async () => {
    const object = (name: string, more: object = {}): UnknownObject => ({
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name } },
      ...more,
    });
    const findings = await checkObjects(
      [latest],
      [{ object: object('a'), loose: true }, { object: object('b', { spec: { image: 'x:latest' } }) }],
    );
    expect(findings.map(({ code, object: on }) => [code, on])).toEqual([['image-latest', 'Pod/b']]);
  });

  it('takes a field of a built-in kind that is null for one that is left out', async () => {
    const asks: ObjectsRule = {
      ...latest,
      check: ({ objects }) => objects.map((on) => ({ on, message: Object.keys(on.object).join(' ') })),
    };
    const findings = await check({ 'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: ~\n' }, [asks]);
    expect(findings.map(({ message }) => message)).toEqual(['apiVersion kind metadata']);
  });

  it('gives the same findings in whatever order objects and rules come', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const objects = names.map((name): { object: UnknownObject } => ({
      object: { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { image: 'x:latest' } },
    }));
    const expected = await checkObjects([latest], objects);
    const shuffles = fc.shuffledSubarray(objects, { minLength: objects.length });
    await fc.assert(
      fc.asyncProperty(shuffles, async (shuffled) => {
        expect(await checkObjects([latest], shuffled)).toEqual(expected);
      }),
    );
  });
});
