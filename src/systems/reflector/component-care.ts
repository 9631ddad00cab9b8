import type { ComposedSystem } from '../../compose/composed-object.ts';

/** Where newer versions of Reflector are told of. */
export const care: Pick<ComposedSystem, 'pins'> = {
  pins: [
    {
      ...{ field: 'reflector', datasource: 'helm', dependency: 'reflector' },
      registry: 'https://emberstack.github.io/helm-charts',
    },
  ],
};
