import { controlPlaneControllers } from '../../controlplane/controllers.ts';
import type { System } from '../system.ts';
import { assumedTimes, kubernetesAssumptions } from './assumptions.ts';
import { kubernetesClaims } from './claims.ts';
import { component } from './component.ts';

/** The base of the platform: the controllers, scheduler, kubelets and kube-proxies of Kubernetes itself. */
export const system = {
  id: 'kubernetes',
  title: 'Kubernetes',
  docs: 'https://kubernetes.io/docs/',
  upstream: '1.36.3',
  claims: kubernetesClaims,
  assumptions: kubernetesAssumptions,
  component,
  controllers: (options) => controlPlaneControllers({ times: assumedTimes(options) }),
} satisfies System;
