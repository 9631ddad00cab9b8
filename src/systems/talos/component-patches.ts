import type { Machines } from '../../compose/roles.ts';
import { includes, parseAddress, parseCidr } from '../../core/address.ts';
import { writeYaml, writeYamlStream } from '../../kube/yaml-write.ts';
import { listOf } from '../../lab/list-of.ts';
import { insideNetworks } from '../kubernetes/machines/cluster-networks.ts';
import { labelsOf } from '../kubernetes/machines/node-labels.ts';
import { installerOf, type Surroundings } from './component-image.ts';
import { folder } from './component-names.ts';
import type { TalosLab } from './lab.ts';
import { hasHostnameDocument } from './supported/kubernetes-versions.ts';

type Node = TalosLab['nodes'][number];

/** The patches of a lab's machines: for all of them, for the control planes, and for each (siderolabs/talos v1alpha1_types.go). */
export const patchFiles = (lab: TalosLab, around: Surroundings): { path: string; text: string }[] => [
  { path: `${folder}/patches/all.yaml`, text: writeYaml(forAll(lab, around)) },
  { path: `${folder}/patches/control-plane.yaml`, text: writeYaml(forControlPlanes(lab)) },
  ...lab.nodes.map((node) => ({
    path: `${folder}/nodes/${node.name}.yaml`,
    text: writeYamlStream(forNode(lab, node)),
  })),
];

/** The disk that Talos is installed on, where it is known. */
export const diskOf = ({ distribution }: TalosLab, machines: Machines | undefined): string | undefined =>
  distribution.disk ?? machines?.disk;

function forAll(lab: TalosLab, around: Surroundings) {
  const disk = diskOf(lab, around.machines);
  const { pods, services } = insideNetworks(lab);
  const kept = around.storage?.machine ? [around.storage.machine.dataPath] : [];
  // Pods see what is mounted below such a folder later only where it is shared so.
  const mounts = [...new Set([...(lab.distribution.mounts ?? []), ...kept])].map((path) => ({
    source: path,
    destination: path,
    type: 'bind',
    options: ['bind', 'rshared', 'rw'],
  }));
  return {
    machine: {
      install: { ...(disk !== undefined && { disk }), image: installerOf(lab, around) },
      ...(mounts.length > 0 && { kubelet: { extraMounts: mounts } }),
    },
    cluster: { network: { podSubnets: pods, serviceSubnets: services } },
  };
}

function forControlPlanes({ allowSchedulingOnControlPlanes, distribution }: TalosLab) {
  const namespaces = distribution.privileged ?? [];
  const exempt = { apiVersion: 'pod-security.admission.config.k8s.io/v1alpha1', kind: 'PodSecurityConfiguration' };
  return {
    cluster: {
      // The default of upstream, said all the same: it decides where apps run.
      allowSchedulingOnControlPlanes: allowSchedulingOnControlPlanes ?? false,
      ...(namespaces.length > 0 && {
        apiServer: {
          admissionControl: [
            { name: 'PodSecurity', configuration: { ...exempt, exemptions: { namespaces: [...namespaces] } } },
          ],
        },
      }),
    },
  };
}

function forNode(lab: TalosLab, node: Node): unknown[] {
  const ownDocument = hasHostnameDocument(lab.versions.talos);
  const labels = labelsOf(node);
  const taints = Object.fromEntries(node.taints.map(({ key, value, effect }) => [key, taintText(value, effect)]));
  const machine = {
    network: { ...(!ownDocument && { hostname: node.name }), interfaces: [interfaceOf(lab, node)] },
    ...(Object.keys(labels).length > 0 && { nodeLabels: labels }),
    ...(node.taints.length > 0 && { nodeTaints: taints }),
  };
  // The generated config says `auto: stable`, and a name beside it is refused (pkg/machinery/config/types/network/hostname.go).
  const hostname = { apiVersion: 'v1alpha1', kind: 'HostnameConfig', auto: 'off', hostname: node.name };
  return ownDocument ? [{ machine }, hostname] : [{ machine }];
}

const taintText = (value: string | undefined, effect: string): string =>
  value === undefined ? `:${effect}` : `${value}:${effect}`;

function interfaceOf(lab: TalosLab, node: Node) {
  const { api, interface: name } = lab.distribution;
  const networks = listOf(lab.network.cidr).map((cidr) => parseCidr(cidr)!);
  const withPrefix = (text: string) => {
    const address = parseAddress(text)!;
    const network = networks.find((range) => includes(range, address));
    return `${text}/${network?.prefix ?? (address.family === 4 ? 32 : 128)}`;
  };
  const routes = listOf(lab.network.gateway ?? []).map((gateway) => ({
    network: parseAddress(gateway)!.family === 4 ? '0.0.0.0/0' : '::/0',
    gateway,
  }));
  return {
    ...(name === undefined ? { deviceSelector: { physical: true } } : { interface: name }),
    dhcp: false,
    addresses: listOf(node.address).map(withPrefix),
    ...(routes.length > 0 && { routes }),
    ...(api.address !== undefined && node.role === 'control-plane' && { vip: { ip: api.address } }),
  };
}
