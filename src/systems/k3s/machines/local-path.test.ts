import { expect, test } from 'vitest';
import { localPath } from './local-path.ts';

test.each([
  [undefined, ['local-path']],
  [['traefik'], ['local-path']],
  [['local-storage'], []],
])('with %j switched off k3s brings the classes %j', (disable, names) => {
  const lab = { distribution: { kind: 'k3s', ...(disable && { disable }) } } as never;
  expect(localPath(lab).map(({ metadata }) => metadata.name)).toEqual(names);
});
