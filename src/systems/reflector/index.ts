import type { System } from '../system.ts';
import { reflectorDomain } from './annotations.ts';
import { chart } from './chart.ts';
import { claims } from './claims.ts';
import { component } from './component.ts';
import { reflectorControllers } from './controllers.ts';

/** Reflector: copies Secrets and ConfigMaps into other namespaces. */
export const system: System = {
  id: 'reflector',
  title: 'Reflector',
  docs: 'https://github.com/emberstack/kubernetes-reflector',
  upstream: '10.0.63',
  claims,
  assumptions: [],
  annotationDomains: [reflectorDomain],
  component,
  charts: [chart],
  controllers: reflectorControllers,
};
