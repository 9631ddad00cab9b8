import type { System } from '../system.ts';
import { claims } from './claims.ts';
import { component } from './component.ts';
import { k3sVersion } from './component-guide.ts';
import { helmChartController } from './helm/helm-chart-controller.ts';
import { k3sKinds } from './machines/k3s-kinds.ts';
import { localPath } from './machines/local-path.ts';
import { nodeLook } from './machines/node-look.ts';
import { servicelb } from './machines/servicelb.ts';
import { servicelbControllers } from './servicelb/controllers.ts';
import { explainAddress, explainPending } from './servicelb/explain-address.ts';
import { standsInTheWay } from './servicelb/stands-in-the-way.ts';

/** k3s: a Kubernetes in one program, for servers and agents. */
export const system: System = {
  id: 'k3s',
  title: 'k3s',
  docs: 'https://docs.k3s.io/',
  upstream: '1.36.3+k3s1',
  claims,
  assumptions: [],
  component,
  distribution: {
    isUsual: true,
    look: nodeLook,
    printVersion: k3sVersion,
    crds: k3sKinds,
    objects: (lab, roles) => [...localPath(lab), ...servicelb(lab, roles)],
  },
  controllers: ({ charts }) => [...servicelbControllers(), helmChartController(charts)],
  explainAddress,
  explainPending,
  standsInTheWay,
};
