import type { System } from '../system.ts';
import { kubernetesAssumptions } from './assumptions.ts';
import { kubernetesClaims } from './claims.ts';
import { kubernetesControllers } from './controllers.ts';
import { rules } from './rules/index.ts';

export { deliver } from './delivery.ts';
export { explainEndpoints } from './explain-endpoints.ts';
export { explainNamed } from './explain-named.ts';
export { k3sKinds } from './k3s-kinds.ts';
export { createNodes, type NodeInput, setNodeAlive } from './node.ts';
export { createOutsideHosts } from './outside-hosts.ts';
export { possibleSources, type SeenAddress } from './semantics-masquerade.ts';
export { closingPolicies, type NetworkPolicy, type PodConnection } from './semantics-network-policy.ts';
export { isNodeAlive } from './semantics-node-power.ts';
export { kubernetesControllers };

/** The base of the platform: the controllers, scheduler, kubelets and kube-proxies of Kubernetes itself. */
export const system = {
  id: 'kubernetes',
  title: 'Kubernetes',
  docs: 'https://kubernetes.io/docs/',
  upstream: '1.36.3',
  claims: kubernetesClaims,
  assumptions: kubernetesAssumptions,
  rules,
  controllers: kubernetesControllers,
} satisfies System;
