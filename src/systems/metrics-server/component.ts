import type { Component } from '../../compose/component.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import { everyNodeIsTainted, tolerateTaints } from '../../compose/objects/tolerations.ts';
import type { Roles } from '../../compose/roles.ts';
import { care } from './component-care.ts';
import { insecureTls, metricsNamespace as namespace } from './component-names.ts';
import type { MetricsServerLab } from './lab.ts';

/** metrics-server as the lab has it: the release alone. */
export const component: Component<MetricsServerLab> = {
  id: 'metrics-server',
  provides: {},
  needs: [],
  isChosen: ({ metricsServer }) => metricsServer !== undefined,
  compose: (lab, roles) => ({
    sources: [roles.delivery.chartSource('metrics-server', 'https://kubernetes-sigs.github.io/metrics-server')],
    controller: [namespaceObject(namespace, 'restricted'), release(lab, roles)],
    config: [],
    apps: [],
    ...care,
  }),
};

function release({ metricsServer, versions }: MetricsServerLab, { delivery, distribution }: Roles): ComposedObject {
  const unchecked = metricsServer?.kubeletCertificates === 'self-signed';
  return delivery.release({
    name: 'metrics-server',
    namespace,
    chart: 'metrics-server',
    version: versions.metricsServer,
    repository: 'metrics-server',
    own: { path: ['metricsServer', 'values'], values: metricsServer?.values },
    values: {
      ...(unchecked && { args: [insecureTls] }),
      ...(everyNodeIsTainted(distribution) && { tolerations: tolerateTaints(distribution) }),
    },
    comments: {
      'spec.values.args': 'Each kubelet signs its own certificate: there is no authority to check it by.',
      'spec.values.tolerations': 'Every node is tainted: without these it would run nowhere.',
    },
  });
}
