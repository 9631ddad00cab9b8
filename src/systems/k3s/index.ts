import type { System } from '../system.ts';
import { claims } from './claims.ts';
import { k3sVersion } from './component-guide.ts';
import { k3sKinds } from './machines/k3s-kinds.ts';
import { localPath } from './machines/local-path.ts';
import { nodeLook } from './machines/node-look.ts';
import { servicelb } from './machines/servicelb.ts';
import { standsInTheWay } from './servicelb/stands-in-the-way.ts';

/** k3s: a Kubernetes in one program, for servers and agents. */
export const system: System = {
  id: 'k3s',
  title: 'k3s',
  docs: 'https://docs.k3s.io/',
  upstream: '1.36.3+k3s1',
  claims,
  assumptions: [],
  distribution: {
    isUsual: true,
    look: nodeLook,
    printVersion: k3sVersion,
    crds: k3sKinds,
    objects: (lab, roles) => [...localPath(lab), ...servicelb(lab, roles)],
  },
  controllers: async ({ charts }) => {
    const { servicelbControllers } = await import('./servicelb/controllers.ts');
    const { helmChartController } = await import('./helm/helm-chart-controller.ts');
    return [...servicelbControllers(), helmChartController(charts)];
  },
  explainAddress: async (...of) => (await import('./servicelb/explain-address.ts')).explainAddress(...of),
  explainPending: async (cluster, service) =>
    (await import('./servicelb/explain-address.ts')).explainPending(cluster, service),
  standsInTheWay,
};
