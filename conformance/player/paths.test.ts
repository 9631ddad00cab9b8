import { describe, expect, test } from 'vitest';
import { valueAt, without } from './paths.ts';

const service = {
  metadata: { name: 'web', annotations: { 'example.com/owner': 'platform' } },
  spec: {
    ports: [
      { name: 'http', port: 80 },
      { name: 'https', port: 443 },
    ],
  },
};

describe('paths', () => {
  test.each([
    ['.metadata.name', 'web'],
    ["metadata' is no path", undefined],
    [".metadata.annotations['example.com/owner']", 'platform'],
    ['.spec.ports[1].port', 443],
    ['.spec.ports[name=http].port', 80],
    ['.spec.ports[name=ftp].port', undefined],
    ['.spec.ports[*].port', [80, 443]],
    ['.spec.ports[*].nodePort', [null, null]],
    ['.spec.none.deeper', undefined],
  ])('%s', (path, expected) => {
    if (path.startsWith('.')) expect(valueAt(service, path)).toEqual(expected);
    else expect(() => valueAt(service, path)).toThrow('not a path');
  });

  test('leaves out a key, an item, and a key of every item', () => {
    expect(without(service, '.spec')).toEqual({ metadata: service.metadata });
    expect(without(service, '.spec.ports[0]')).toEqual({ ...service, spec: { ports: [{ name: 'https', port: 443 }] } });
    expect(without(service, '.spec.ports[*].port')).toEqual({
      ...service,
      spec: { ports: [{ name: 'http' }, { name: 'https' }] },
    });
    expect(without(service, '.spec.none.deeper')).toEqual(service);
  });
});
