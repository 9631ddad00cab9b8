import type { Claim } from '../system.ts';

/** What is modelled of apps, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  {
    behaviour:
      'An app runs as its image comes under the baseline Pod Security profile, or as a user of its own under the restricted one, with a Service, and a route through the gate.',
    upstream: 'k8s.io/pod-security-admission policy',
    tested: 'src/systems/apps/component.test.ts',
    notModelled: 'what the image of an app needs beyond a port',
  },
  {
    behaviour: 'Port, user and folders of a few images are known, and held against the containers that run them.',
    upstream: 'traefik/whoami app.go; nginx/docker-nginx; kubernetes pkg/kubelet/kuberuntime/security_context.go',
    tested: 'src/systems/apps/images/image.test.ts',
    notModelled: 'all other images: whether they start, and where they listen, is taken for granted',
  },
  {
    behaviour:
      'User, exposed ports and volumes of any image whose configuration the cache holds, or a registry gives with --online, are held against the containers that run it.',
    upstream:
      'kubernetes pkg/kubelet/kuberuntime/security_context_others.go verifyRunAsNonRoot; containerd internal/cri/server/container_create.go volumeMounts; image-spec config.md',
    tested: 'src/systems/apps/images/configuration.test.ts',
    notModelled:
      'ports that arguments, variables or files may set; runtimes other than containerd; a containerd that ignores declared volumes',
  },
];
