import { describe, expect, test } from 'vitest';
import { annotationNames } from '../annotations.ts';
import { comesTo, mayBeIn } from './namespaces.ts';
import { propertiesOf, readPlace } from './properties.ts';

const said = (annotations: Partial<Record<keyof typeof annotationNames, string>>) =>
  propertiesOf({
    metadata: {
      name: 'tls',
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, text]) => [annotationNames[key as keyof typeof annotationNames], text]),
      ),
    },
  });
const namespace = (name: string, labels = {}) => ({ metadata: { name, labels } });

describe('where copies may be', () => {
  test.each<[list: string, name: string, may: boolean]>([
    ['', 'media', true],
    [' ', 'media', false],
    [',', 'media', false],
    ['media', 'media', true],
    ['media', 'media-tv', false],
    ['edia', 'media', false],
    ['media-.*', 'media-tv', true],
    ['media-*', 'media-tv', false],
    ['media-*', 'media--', true],
    ['dev|prod', 'prod', true],
    ['a|ab', 'ab', false],
    ['ab|a', 'ab', true],
    ['a{1,2}', 'aa', false],
    ['tools , media', 'media', true],
    ['*', 'media', false],
    ['.*', 'media', true],
  ])('the list %j lets %s have one: %s', (allowedNamespaces, name, may) => {
    expect(mayBeIn(said({ allowed: 'true', allowedNamespaces }), namespace(name))).toBe(may);
  });

  test.each<[allowed: string, may: boolean]>([
    ['true', true],
    ['True', true],
    [' TRUE ', true],
    ['yes', false],
    ['1', false],
    ['', false],
  ])('%j allows copies: %s', (allowed, may) => {
    expect(mayBeIn(said({ allowed }), namespace('media'))).toBe(may);
  });

  test('a selector of labels is as good as the list, and one that is none fits nothing', () => {
    const selected = said({ allowed: 'true', allowedNamespaces: 'tools', allowedSelector: 'tls in (yes)' });
    expect(mayBeIn(selected, namespace('media', { tls: 'yes' }))).toBe(true);
    expect(mayBeIn(selected, namespace('tools'))).toBe(true);
    expect(mayBeIn(selected, namespace('media'))).toBe(false);
    expect(mayBeIn(said({ allowed: 'true', allowedSelector: '((' }), namespace('media'))).toBe(false);
  });

  test('a copy comes unasked where both lists say so', () => {
    const both = said({ allowed: 'true', allowedNamespaces: 'a,b', auto: 'true', autoNamespaces: 'b,c' });
    expect(['a', 'b', 'c'].filter((name) => comesTo(both, namespace(name)))).toEqual(['b']);
    expect(comesTo(said({ auto: 'true' }), namespace('a'))).toBe(false);
  });

  test.each([
    ['traefik/tls', { namespace: 'traefik', name: 'tls' }],
    ['tls', undefined],
    ['a/b/c', undefined],
    [undefined, undefined],
  ])('%s names %j', (text, place) => {
    expect(readPlace(text)).toEqual(place);
  });
});
