import { expect, it } from 'vitest';
import { pathOfField } from './field-text.ts';

const object = {
  metadata: { annotations: { 'a.b/c': 'x', a: 'y' } },
  spec: { ports: [{ port: 80 }] },
  data: { 'a.txt': '1' },
};

it.each([
  ['spec.ports[0].port', ['spec', 'ports', 0, 'port']],
  ['spec.ports[3].port', ['spec', 'ports', 3, 'port']],
  ['spec.gone.below', ['spec', 'gone', 'below']],
  ['metadata.annotations.a.b/c', ['metadata', 'annotations', 'a.b/c']],
  ['metadata.annotations.a', ['metadata', 'annotations', 'a']],
  ['data[a.txt]', ['data', 'a.txt']],
  ['data["a.txt"]', ['data', 'a.txt']],
  ['spec.ports[', ['spec', 'ports', '']],
  ['', []],
])('%s leads to a path', (text, path) => {
  expect(pathOfField(object, text)).toEqual(path);
});
