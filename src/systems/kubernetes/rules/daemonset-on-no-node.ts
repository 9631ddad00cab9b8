import type { ClusterRule } from '../../../check/rule.ts';
import { matchesNodeAffinity } from '../../../controlplane/scheduling/affinity.ts';
import { printRef } from '../../../kube/object.ts';
import { type DaemonSet, kinds, type Node } from '../../../kube/types.ts';

const exampleNode = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'cp', labels: { 'node-role.kubernetes.io/control-plane': '' } },
};

const exampleDaemonSet = (nodeSelector: Readonly<Record<string, string>>) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'gate', namespace: 'edge' },
  spec: {
    selector: { matchLabels: { app: 'gate' } },
    template: {
      metadata: { labels: { app: 'gate' } },
      spec: { nodeSelector, containers: [{ name: 'gate', image: 'example.org/gate:1' }] },
    },
  },
});

/** A DaemonSet without a node to run on. */
export const daemonsetOnNoNode: ClusterRule = {
  id: 'daemonset-on-no-node',
  needs: 'cluster',
  severity: 'warning',
  summary: 'No node has the labels that a DaemonSet asks for: it runs nowhere, and counts as ready.',
  why: 'a DaemonSet that wants no pod misses none (kubernetes pkg/controller/daemon/daemon_controller.go NodeShouldRunDaemonPod)',
  check: async ({ cluster }) => {
    const nodes = await cluster.list<Node>(kinds.Node);
    return (await cluster.list<DaemonSet>(kinds.DaemonSet)).flatMap((set) => {
      const { spec } = set.spec.template;
      if (!spec || nodes.length === 0 || nodes.some((node) => matchesNodeAffinity(spec, node))) return [];
      const labels = Object.entries(spec.nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`);
      const others = Object.keys(spec.nodeSelector ?? {}).flatMap((key) =>
        nodes.flatMap(({ metadata }) => {
          const value = metadata.labels?.[key];
          return value === undefined ? [] : `${metadata.name} has ${key}=${value}`;
        }),
      );
      const beside = others.length > 0 ? `; ${others.join(', ')}` : '';
      return [
        {
          object: printRef(set),
          path: ['spec', 'template', 'spec', labels.length > 0 ? 'nodeSelector' : 'affinity'],
          message: `no node ${labels.length > 0 ? `has ${labels.join(', ')}` : 'is what its affinity asks for'}: it runs nowhere${beside}`,
          hint: 'label the nodes that are meant, or select by labels that they have',
        },
      ];
    });
  },
  examples: {
    passing: [
      { objects: [exampleNode, exampleDaemonSet({})] },
      { objects: [exampleNode, exampleDaemonSet({ 'node-role.kubernetes.io/control-plane': '' })] },
      { objects: [exampleDaemonSet({ edge: 'yes' })] },
    ],
    failing: [
      { objects: [exampleNode, exampleDaemonSet({ edge: 'yes' })] },
      { objects: [exampleNode, exampleDaemonSet({ 'node-role.kubernetes.io/control-plane': 'true' })] },
    ],
  },
};
