import type { ClusterRule } from '../../../check/rule.ts';
import { untoleratedTaint } from '../../../controlplane/nodes/taints.ts';
import { matchesNodeAffinity } from '../../../controlplane/scheduling/affinity.ts';
import { resolveFenceposts } from '../../../controlplane/workloads/deployment.ts';
import { printRef } from '../../../kube/object.ts';
import { type Deployment, kinds, type Node, type PodSpec } from '../../../kube/types.ts';

const hostPortsOf = ({ containers, hostNetwork }: PodSpec): readonly number[] =>
  containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, containerPort }) => hostPort ?? (hostNetwork ? containerPort : [])),
  );

const takes = (node: Node, spec: PodSpec): boolean =>
  !node.spec?.unschedulable &&
  !untoleratedTaint(node.spec?.taints, spec.tolerations, ['NoSchedule', 'NoExecute']) &&
  matchesNodeAffinity(spec, node);

const exampleNode = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  status: { addresses: [{ type: 'InternalIP', address: '192.168.88.11' }] },
});

const giveWay = { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };

const exampleGate = (
  spec: Readonly<Record<string, unknown>>,
  network: { hostNetwork?: boolean } = { hostNetwork: true },
) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'gate', namespace: 'edge' },
  spec: {
    selector: { matchLabels: { app: 'gate' } },
    ...spec,
    template: {
      metadata: { labels: { app: 'gate' } },
      spec: { ...network, containers: [{ name: 'gate', image: 'example.org/gate:1', ports: [{ containerPort: 80 }] }] },
    },
  },
});

/** A Deployment that can be rolled out once only. */
export const rolloutNeedsHostPort: ClusterRule = {
  id: 'rollout-needs-host-port',
  needs: 'cluster',
  severity: 'warning',
  summary:
    'An update starts a pod before it ends one, and every node it may run on has its port taken by the one that waits for it.',
  why: "a port of a node is one pod's: the scheduler leaves the new one pending (kubernetes pkg/scheduler/framework/plugins/nodeports), and with maxUnavailable 0 no old one goes before it is ready (pkg/controller/deployment/rolling.go)",
  check: async ({ cluster }) => {
    const nodes = await cluster.list<Node>(kinds.Node);
    return (await cluster.list<Deployment>(kinds.Deployment)).flatMap((deployment) => {
      const { replicas = 1, strategy, template } = deployment.spec;
      const ports = template.spec ? hostPortsOf(template.spec) : [];
      if (!template.spec || ports.length === 0 || replicas === 0 || strategy?.type === 'Recreate') return [];
      const { maxUnavailable } = resolveFenceposts(deployment);
      const fitting = nodes.filter((node) => takes(node, template.spec!)).map(({ metadata }) => metadata.name);
      if (maxUnavailable > 0 || fitting.length === 0 || replicas < fitting.length) return [];
      const where = fitting.length === 1 ? `on ${fitting[0]}` : `on any of ${fitting.join(', ')}`;
      return [
        {
          object: printRef(deployment),
          path: ['spec', 'strategy'],
          message: `its next update never ends: the new pod waits for port ${Math.min(...ports)} ${where}, and the pod that has it waits for the new one`,
          hint: 'set maxSurge: 0 and maxUnavailable: 1, or strategy Recreate',
        },
      ];
    });
  },
  examples: {
    passing: [
      { objects: [exampleNode('cp'), exampleGate({ strategy: { type: 'Recreate' } })] },
      { objects: [exampleNode('cp'), exampleGate({ strategy: giveWay })] },
      { objects: [exampleNode('cp'), exampleNode('w1'), exampleGate({})] },
      { objects: [exampleNode('cp'), exampleGate({}, {})] },
    ],
    failing: [
      { objects: [exampleNode('cp'), exampleGate({})] },
      { objects: [exampleNode('cp'), exampleNode('w1'), exampleGate({ replicas: 2 })] },
    ],
  },
};
