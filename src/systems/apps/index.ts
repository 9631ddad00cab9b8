import type { System } from '../system.ts';
import { component } from './component.ts';

/** The lab's apps: what the platform is there for. */
export const system: System = {
  id: 'apps',
  title: 'Apps',
  docs: 'https://kubernetes.io/docs/concepts/workloads/',
  upstream: 'Kubernetes 1.36.3',
  claims: [
    {
      behaviour: 'An app runs under the restricted Pod Security profile, with a Service, and a route through the gate.',
      upstream: 'k8s.io/pod-security-admission policy',
      tested: 'src/systems/apps/component.test.ts',
      notModelled: 'what the image of an app needs beyond a port',
    },
  ],
  assumptions: [],
  component,
};
