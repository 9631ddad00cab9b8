import type { ObjectsRule } from '../../../check/rule.ts';
import { exampleDeployment } from '../rule-fixtures.ts';
import { workloadsOf } from '../rule-workloads.ts';

interface Security {
  readonly runAsUser?: number;
  readonly runAsNonRoot?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
}

interface SeenPod {
  readonly hostNetwork?: boolean;
  readonly securityContext?: Security;
  readonly containers: readonly {
    readonly name: string;
    readonly ports?: readonly { readonly containerPort: number }[];
    readonly securityContext?: Security;
  }[];
}

/** Whether a container is no root, and nothing on its file can make up for it: what `drop` took is in no file's reach, and neither is anything without privilege escalation. */
function isPowerless({ securityContext: pod = {} }: SeenPod, own: Security = {}): boolean {
  const { runAsUser = pod.runAsUser, runAsNonRoot = pod.runAsNonRoot, capabilities = {} } = own;
  const isRoot = runAsUser === undefined ? runAsNonRoot !== true : runAsUser === 0;
  const has = (list: readonly string[] = [], ...names: readonly string[]) => list.some((name) => names.includes(name));
  const isTaken =
    has(capabilities.drop, 'ALL', 'NET_BIND_SERVICE') && !has(capabilities.add, 'ALL', 'NET_BIND_SERVICE');
  return !isRoot && (isTaken || own.allowPrivilegeEscalation === false);
}

const security = { runAsUser: 1000, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const example = (pod: object, container: object) => {
  const deployment = exampleDeployment();
  const { spec } = deployment as unknown as { spec: { template: { spec: { containers: object[] } } } };
  const [first] = spec.template.spec.containers;
  const changed = { ...spec.template.spec, ...pod, containers: [{ ...first, ...container }] };
  return { ...deployment, spec: { ...spec, template: { ...spec.template, spec: changed } } };
};
const ports = (containerPort: number) => ({ ports: [{ name: 'http', containerPort }], securityContext: security });

export const privilegedPortWithoutRoot: ObjectsRule = {
  id: 'privileged-port-without-root',
  needs: 'objects',
  severity: 'warning',
  summary: 'A container in the network of its node is not root, and names a port below 1024.',
  why: 'in a network of its own every port is free to all (containerd 2 and k3s set net.ipv4.ip_unprivileged_port_start; containerd docs/cri/config.md enable_unprivileged_ports), in that of the node the node’s own limit holds: bind: permission denied',
  check: (input) =>
    workloadsOf(input).flatMap(({ on, spec, path }) => {
      const pod = spec as SeenPod;
      if (!pod.hostNetwork) return [];
      return pod.containers.flatMap(({ name, ports = [], securityContext }, i) => {
        const low = ports.findIndex(({ containerPort }) => containerPort < 1024);
        if (low < 0 || !isPowerless(pod, securityContext)) return [];
        const message = `container ${name} names port ${ports[low]!.containerPort} in the network of the node, and may not listen there without root`;
        const hint = 'let it listen above 1023, or take hostNetwork away and lead a Service to it';
        return [{ on, path: [...path, 'containers', i, 'ports', low], message, hint }];
      });
    }),
  examples: {
    passing: [
      example({}, ports(80)),
      example({ hostNetwork: true }, ports(8080)),
      example({ hostNetwork: true }, { ...ports(80), securityContext: { runAsUser: 0 } }),
      example({ hostNetwork: true }, { ...ports(80), securityContext: { runAsUser: 1000 } }),
    ],
    failing: [example({ hostNetwork: true }, ports(80))],
  },
};
