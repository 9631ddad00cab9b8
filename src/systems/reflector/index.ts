import type { System } from '../system.ts';
import { reflectorDomain } from './annotations.ts';
import { chart } from './chart.ts';
import { claims } from './claims.ts';

/** Reflector: copies Secrets and ConfigMaps into other namespaces. */
export const system: System = {
  id: 'reflector',
  title: 'Reflector',
  docs: 'https://github.com/emberstack/kubernetes-reflector',
  upstream: '10.0.63',
  claims,
  assumptions: [],
  annotationDomains: [reflectorDomain],
  charts: [chart],
  controllers: async (options) => (await import('./controllers.ts')).reflectorControllers(options),
};
