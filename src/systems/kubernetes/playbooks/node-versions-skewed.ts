import { printRef } from '../../../kube/object.ts';
import { kinds, type Node, type Pod } from '../../../kube/types.ts';
import { exampleOf, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

const controlPlane = 'node-role.kubernetes.io/control-plane';
/** Minor versions that a kubelet may be older than the API server. */
const mostBehind = 3;

const minorOf = (version: string | undefined): number | undefined => {
  const minor = /^v?1\.(\d+)\b/.exec(version ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
};

/** Versions of the API servers, where they are seen: images of their pods, or nodes on which kubelet and API server are one program. */
function serverVersions(seen: SeenCluster): readonly string[] {
  const images = seen
    .list<Pod>(kinds.Pod, 'kube-system')
    .filter(
      ({ metadata }) =>
        metadata.labels?.component === 'kube-apiserver' || metadata.labels?.['k8s-app'] === 'kube-apiserver',
    )
    .flatMap(({ spec }) => spec.containers.flatMap(({ image = '' }) => /:(v1\.\d+[^@]*)/.exec(image)?.[1] ?? []));
  if (images.length > 0) return images;
  return seen
    .list<Node>(kinds.Node)
    .filter(({ metadata }) => controlPlane in (metadata.labels ?? {}))
    .map(({ status }) => status?.nodeInfo?.kubeletVersion ?? '')
    .filter((version) => /\+(k3s|rke2)/.test(version));
}

function symptomOf(node: Node, versions: readonly string[]): Symptom | undefined {
  const own = node.status?.nodeInfo?.kubeletVersion;
  const minor = minorOf(own);
  const servers = versions.flatMap((each) => minorOf(each) ?? []);
  if (minor === undefined || servers.length === 0) return undefined;
  const newer = minor > Math.min(...servers);
  if (!newer && minor >= Math.max(...servers) - mostBehind) return undefined;
  return {
    object: printRef(node),
    shows: `has a kubelet that the control plane does not ${newer ? 'know yet' : 'go with any more'}`,
    severity: 'warning',
    causes: [
      {
        likelihood: 'certain',
        cause: newer
          ? 'it was upgraded before the control plane'
          : `it is more than ${mostBehind} minor versions older than the control plane`,
        evidence: [`kubelet ${own}, API server ${[...new Set(versions)].join(', ')}`],
        fix: newer ? 'upgrade the control plane, first of all servers' : 'upgrade the node',
        commands: ['kubectl get nodes -o wide'],
      },
    ],
  };
}

const node = (name: string, kubeletVersion: string, labels: object = {}) =>
  exampleOf(['v1', 'Node'], name, { metadata: { labels }, status: { nodeInfo: { ...emptyInfo, kubeletVersion } } });
const emptyInfo = {
  ...{ machineID: '', systemUUID: '', bootID: '', kernelVersion: '', osImage: '', containerRuntimeVersion: '' },
  ...{ kubeProxyVersion: '', operatingSystem: 'linux', architecture: 'amd64' },
};
const server = (version: string) => node('node-1', version, { [controlPlane]: 'true' });
const pod = examplePodOf(undefined, {
  metadata: { name: 'kube-apiserver-1', namespace: 'kube-system', labels: { component: 'kube-apiserver' } },
  spec: { containers: [{ name: 'kube-apiserver', image: 'registry.k8s.io/kube-apiserver:v1.33.1' }] },
});

/** A node whose kubelet is too old or too new for the control plane. */
export const nodeVersionsSkewed: Playbook = {
  id: 'node-versions-skewed',
  symptom: 'Nodes run different versions of Kubernetes, further apart than is supported.',
  why: 'a kubelet may not be newer than the API server, and up to three minor versions older (https://kubernetes.io/docs releases/version-skew-policy.md)',
  reads: [],
  diagnose: (seen) => {
    const versions = serverVersions(seen);
    return seen.list<Node>(kinds.Node).flatMap((each) => symptomOf(each, versions) ?? []);
  },
  examples: {
    healthy: [
      { objects: [server('v1.34.2+k3s1'), node('node-2', 'v1.32.9+k3s1')] },
      { objects: [node('node-1', 'v1.34.2', { [controlPlane]: '' }), node('node-2', 'v1.35.0')] },
    ],
    ill: [
      { objects: [server('v1.34.2+k3s1'), node('node-2', 'v1.35.0+k3s1')] },
      { objects: [pod, node('node-2', 'v1.29.4')] },
    ],
  },
};
