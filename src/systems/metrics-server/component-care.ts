import type { ComposedSystem } from '../../compose/composed-object.ts';

/** Where newer versions of metrics-server are told of. */
export const care: Pick<ComposedSystem, 'pins'> = {
  pins: [
    {
      ...{ field: 'metricsServer', datasource: 'helm', dependency: 'metrics-server' },
      registry: 'https://kubernetes-sigs.github.io/metrics-server',
    },
  ],
};
