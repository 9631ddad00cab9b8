import { describe, expect, it } from 'vitest';
import { newestIn } from './semver.ts';

const versions = ['41.3.0', '41.2.1', '40.0.0', 'v1.21.1', '1.20.0', '0.16.1', '0.15.3', '42.0.0-rc.1'];

describe('the newest version in a range', () => {
  it.each([
    ['*', '41.3.0'],
    ['41.x', '41.3.0'],
    ['41.2.*', '41.2.1'],
    ['41', '41.3.0'],
    ['=41.2.1', '41.2.1'],
    ['~41.2', '41.2.1'],
    ['^40.0.0', '40.0.0'],
    ['^0.15.0', '0.15.3'],
    ['>=40 <41', '40.0.0'],
    ['>= 1.0.0, < 2.0.0', 'v1.21.1'],
    ['<1', '0.16.1'],
    ['!=41.3.0', '41.2.1'],
    ['1.20 - 1.21', 'v1.21.1'],
    ['>41.3.0-0', '42.0.0-rc.1'],
    ['0.15.x || 40.x', '40.0.0'],
    ['99.x', undefined],
    ['newest', undefined],
  ])('%s is %s', (range, expected) => {
    expect(newestIn(range, versions)).toBe(expected);
  });
});
