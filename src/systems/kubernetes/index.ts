import type { System } from '../system.ts';
import { assumedTimes, kubernetesAssumptions } from './assumptions.ts';
import { kubernetesClaims } from './claims.ts';

/** The base of the platform: the controllers, scheduler, kubelets and kube-proxies of Kubernetes itself. */
export const system = {
  id: 'kubernetes',
  title: 'Kubernetes',
  docs: 'https://kubernetes.io/docs/',
  upstream: '1.36.3',
  claims: kubernetesClaims,
  assumptions: kubernetesAssumptions,
  controllers: async (options) => {
    const { controlPlaneControllers } = await import('../../controlplane/controllers.ts');
    return controlPlaneControllers({ times: assumedTimes(options) });
  },
} satisfies System;
