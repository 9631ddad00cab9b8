import type { Lab } from '../schema.ts';
import { duplicates } from './duplicates.ts';
import type { CheckProblem, LabCheck } from './lab-check.ts';

/** Pods that a kubelet runs at most, unless told otherwise (kubernetes pkg/kubelet/apis/config/v1beta1/defaults.go maxPods). */
const podsPerNode = 110;

const tooManyPods: LabCheck = {
  code: 'too-many-pods',
  severity: 'error',
  summary: 'An app, or the gate, has more pods than the nodes may run.',
  why: 'a kubelet runs at most 110 pods: the others stay pending with `Too many pods` (kubernetes pkg/scheduler/framework/plugins/noderesources)',
  check: (lab): CheckProblem[] => {
    const room = podsPerNode * lab.nodes.length;
    const { kind, replicas } = lab.ingress;
    const wanted = [
      ...(kind === 'Deployment' ? [{ replicas, owner: 'the gate', path: ['ingress', 'replicas'] }] : []),
      ...lab.apps.map((app, i) => ({
        replicas: app.replicas,
        owner: `app ${app.name}`,
        path: ['apps', i, 'replicas'],
      })),
    ];
    return wanted
      .filter((each) => each.replicas > room)
      .map((each) => ({
        path: each.path,
        message: `${each.owner} has ${each.replicas} pods; ${lab.nodes.length} nodes run at most ${room}`,
        hint: `write at most ${room}, or add nodes`,
      }));
  },
};

/** Parts of a path that a router cleans away before it compares, or that the API server refuses (kubernetes pkg/apis/networking/validation). */
const brokenPath = /\/\/|\/\.{1,2}(?:\/|$)|%2f/i;

const pathNeverAsked: LabCheck = {
  code: 'path-never-asked',
  severity: 'error',
  summary: 'The path of an app has parts that no request has.',
  why: 'the API server refuses such a path of an Ingress, and Traefik cleans requests of them before it compares (kubernetes pkg/apis/networking/validation; traefik pkg/server/server_entrypoint_tcp.go)',
  check: ({ apps }) =>
    apps.flatMap((app, i) => {
      if (!brokenPath.test(app.path)) return [];
      const clean = app.path
        .replaceAll(/%2f/gi, '/')
        .split('/')
        .filter((part) => part !== '' && part !== '.' && part !== '..');
      return [
        {
          path: ['apps', i, 'path'],
          message: `${app.path} of app ${app.name} has "//", "/./", "/../" or "%2F" in it`,
          hint: `write /${clean.join('/')}`,
        },
      ];
    }),
};

const underscoreInHost: LabCheck = {
  code: 'host-with-underscore',
  severity: 'error',
  summary: 'A host with an underscore is put into an Ingress, or before a public authority.',
  why: 'the API server takes only RFC 1123 names as hosts of an Ingress, and public authorities sign no others (kubernetes pkg/apis/networking/validation; CA/Browser Forum Baseline Requirements §7.1.4.2)',
  check: (lab): CheckProblem[] => {
    const hint = (name: string) => `write ${name.replaceAll('_', '-')}`;
    const hosts = lab.apps.flatMap((app, i) =>
      app.route !== 'Ingress'
        ? []
        : app.hosts.flatMap((host, j) =>
            host.includes('_')
              ? [
                  {
                    path: ['apps', i, 'hosts', j],
                    message: `${host} has "_", which no host of an Ingress may have`,
                    hint: hint(host),
                  },
                ]
              : [],
          ),
    );
    const signed = lab.certificates.issuer.type === 'internal-ca' ? [] : lab.certificates.domains;
    const domains = signed.flatMap((domain, i) =>
      domain.includes('_')
        ? [
            {
              path: ['certificates', 'domains', i],
              message: `${domain} has "_": no public authority signs it`,
              hint: hint(domain),
            },
          ]
        : [],
    );
    return [...hosts, ...domains];
  },
};

const writableTwice: LabCheck = {
  code: 'writable-twice',
  severity: 'error',
  summary: 'A writable folder of an app is named twice.',
  why: 'the API server refuses a container with two mounts at one path: `must be unique` (kubernetes pkg/apis/core/validation)',
  check: ({ apps }) =>
    apps.flatMap((app, i) =>
      duplicates(app.writable, (folder) => [folder.replace(/\/+$/, '')]).map(({ key, index }) => ({
        path: ['apps', i, 'writable', index],
        message: `${key} of app ${app.name} is writable twice`,
        hint: 'name it once',
      })),
    ),
};

const taintTwice: LabCheck = {
  code: 'taint-twice',
  severity: 'error',
  summary: 'A node has two taints of one key and effect.',
  why: 'the API server refuses such a node: taints are unique by key and effect (kubernetes pkg/apis/core/validation)',
  check: ({ nodes }) =>
    nodes.flatMap((node, i) =>
      duplicates(node.taints, ({ key, effect }) => [`${key}:${effect}`]).map(({ key, index }) => ({
        path: ['nodes', i, 'taints', index, 'key'],
        message: `node ${node.name} has the taint ${key} twice`,
        hint: 'keep one of them',
      })),
    ),
};

const settingOfTalos: LabCheck = {
  code: 'setting-of-talos',
  severity: 'error',
  summary: 'A setting of Talos is made for another distribution.',
  why: 'it is a field of the machine config of Talos; k3s servers have no taint of their own (k3s pkg/cli/cmds/agent.go)',
  check: ({ distribution, allowSchedulingOnControlPlanes }: Lab) =>
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

/** Apps and nodes against what the API server and the nodes take. */
export const workloadChecks: readonly LabCheck[] = [
  tooManyPods,
  pathNeverAsked,
  underscoreInHost,
  writableTwice,
  taintTwice,
  settingOfTalos,
];
