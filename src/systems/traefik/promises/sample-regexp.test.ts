import { describe, expect, test } from 'vitest';
import { sampleOf } from './sample-regexp.ts';

describe('a text for a regular expression', () => {
  test.each([
    ['^.+$', 'any'],
    ['^[a-z0-9-]+\\.home\\.example\\.org$', 'a.home.example.org'],
    ['^(?:a|b)\\.example\\.org$', 'a.example.org'],
    ['^(www\\.)?example\\.org$', 'example.org'],
    ['^/item/\\d{3}$', '/item/111'],
    ['^/(?P<id>[^/]+)/edit$', '/a/edit'],
    ['x{2,5}y*?', 'xxy'],
  ])('%s is %s', (pattern, sample) => {
    expect(sampleOf(pattern)).toBe(sample);
    expect(sample).toMatch(new RegExp(pattern.replaceAll('?P<', '?<')));
  });

  test.each(['(?i)a', '{host:.+}', '[[:alpha:]]', 'a)', '(a', '[a', 'a{9999}', '\\pL'])('%s is not read', (pattern) => {
    expect(sampleOf(pattern)).toBeUndefined();
  });
});
