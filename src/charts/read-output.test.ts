import { describe, expect, test } from 'vitest';
import { readHelmOutput } from './read-output.ts';

const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';

describe('what helm printed', () => {
  test.each([
    ['nothing', '', 0],
    ['blank lines', '\n\n', 0],
    ['a document that is empty', '---\n', 0],
    ['a manifest', `---\n# Source: web/templates/a.yaml\n${manifest}`, 1],
    ['a manifest after blank lines', `\n---\n# Source: web/templates/a.yaml\n${manifest}`, 1],
  ])('is read when it is %s', (_, text, count) => {
    expect(readHelmOutput(text)).toMatchObject({ objects: { length: count } });
  });

  test.each([
    ['words', 'Segmentation fault\n'],
    ['a manifest of no template', manifest],
    ['words before a manifest', `oh no\n---\n# Source: web/templates/a.yaml\n${manifest}`],
    ['bytes', '\u0000\u0001\ufffd'],
  ])('is not read when it is %s', (_, text) => {
    expect(readHelmOutput(text)).toEqual({ unreadable: 'what helm printed is no manifest of a chart' });
  });
});
