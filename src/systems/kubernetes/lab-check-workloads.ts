import type { LabCheck } from '../../lab/checks/lab-check.ts';
import type { KubernetesLab } from './lab.ts';

/** Pods that a kubelet runs at most, unless told otherwise (kubernetes pkg/kubelet/apis/config/v1beta1/defaults.go maxPods). */
const podsPerNode = 110;

const tooManyPods: LabCheck = {
  code: 'too-many-pods',
  severity: 'error',
  summary: 'An app, or the gate, has more pods than the nodes may run.',
  why: 'a kubelet runs at most 110 pods: the others stay pending with `Too many pods` (kubernetes pkg/scheduler/framework/plugins/noderesources)',
  check: (lab, { pods }) => {
    const room = podsPerNode * lab.nodes.length;
    return pods
      .filter((each) => each.replicas > room)
      .map((each) => ({
        path: each.path,
        message: `${each.owner} has ${each.replicas} pods; ${lab.nodes.length} nodes run at most ${room}`,
        hint: `write at most ${room}, or add nodes`,
      }));
  },
};

const underscoreInHost: LabCheck = {
  code: 'host-with-underscore',
  severity: 'error',
  summary: 'A host with an underscore is put into an Ingress, or before a public authority.',
  why: 'the API server takes only RFC 1123 names as hosts of an Ingress, and public authorities sign no others (kubernetes pkg/apis/networking/validation; CA/Browser Forum Baseline Requirements §7.1.4.2)',
  check: (_, { routes, certified }) => {
    const hosts = routes.filter(({ isIngress }) => isIngress).flatMap((route) => route.hosts);
    const signed = certified.filter(({ isPublic }) => isPublic);
    return [
      ...hosts.map(({ host, path }) => ({ name: host, path, against: ', which no host of an Ingress may have' })),
      ...signed.map(({ name, path }) => ({ name, path, against: ': no public authority signs it' })),
    ]
      .filter(({ name }) => name.includes('_'))
      .map(({ name, path, against }) => ({
        path,
        message: `${name} has "_"${against}`,
        hint: `write ${name.replaceAll('_', '-')}`,
      }));
  },
};

const settingOfTalos: LabCheck<KubernetesLab> = {
  code: 'setting-of-talos',
  severity: 'error',
  summary: 'A setting of Talos is made for another distribution.',
  why: 'it is a field of the machine config of Talos; k3s servers have no taint of their own (k3s pkg/cli/cmds/agent.go)',
  check: ({ distribution, allowSchedulingOnControlPlanes }: KubernetesLab) =>
    distribution === 'talos' || allowSchedulingOnControlPlanes === undefined
      ? []
      : [
          {
            path: ['allowSchedulingOnControlPlanes'],
            message: `allowSchedulingOnControlPlanes is a setting of Talos, and the distribution is ${distribution}`,
            hint: allowSchedulingOnControlPlanes
              ? 'remove the line: only what nodes[].taints says keeps pods away'
              : 'write taints: [{ key: node-role.kubernetes.io/control-plane, effect: NoSchedule }] at each control plane',
          },
        ],
};

const noControlPlane: LabCheck<KubernetesLab> = {
  code: 'no-control-plane',
  severity: 'error',
  summary: 'No node runs the control plane.',
  why: 'the cluster cannot start: nothing serves its API',
  check: (lab) =>
    lab.distribution === 'existing' || lab.nodes.some((node) => node.role === 'control-plane')
      ? []
      : [
          {
            path: ['nodes'],
            atKey: true,
            message: 'no node has role control-plane',
            hint: 'set role: control-plane on one node, or on three',
          },
        ],
};

/** Pods and hosts against what the nodes and the API server take. */
export const workloadChecks: readonly LabCheck<KubernetesLab>[] = [
  tooManyPods,
  underscoreInHost,
  settingOfTalos,
  noControlPlane,
];
