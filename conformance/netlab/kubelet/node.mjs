// The node's own object and its lease: that it is there, and that it is alive.

const LEASE_SECONDS = 40;
const RENEWED_EVERY_MILLISECONDS = 10_000;
const capacity = { cpu: '8', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' };

const micro = () => new Date().toISOString().replace('Z', '000Z');

function statusOf(node) {
  const time = `${new Date().toISOString().slice(0, 19)}Z`;
  const condition = (type, status, reason) => ({
    type,
    status,
    reason,
    message: '',
    lastHeartbeatTime: time,
    lastTransitionTime: time,
  });
  return {
    capacity,
    allocatable: capacity,
    addresses: [
      { type: 'InternalIP', address: node.address },
      { type: 'Hostname', address: node.name },
    ],
    conditions: [
      condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
      condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
      condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
      condition('Ready', 'True', 'KubeletReady'),
    ],
    nodeInfo: {
      architecture: 'amd64',
      operatingSystem: 'linux',
      kubeletVersion: node.version,
      kubeProxyVersion: node.version,
      containerRuntimeVersion: 'netlab://1.0.0',
      kernelVersion: '6.0.0',
      osImage: 'network namespace',
      bootID: '',
      machineID: '',
      systemUUID: '',
    },
  };
}

/** Says that the node is ready, and renews its lease for ever. */
export function keepNode(api, node, log) {
  const lease = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node.name}`;
  const spec = () => ({ holderIdentity: node.name, leaseDurationSeconds: LEASE_SECONDS, renewTime: micro() });
  const renew = async () => {
    const known = await api.get(lease);
    if (known) return api.put(lease, { ...known, spec: spec() });
    const metadata = { name: node.name, namespace: 'kube-node-lease' };
    const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec: spec() };
    return api.post(lease.slice(0, lease.lastIndexOf('/')), body);
  };
  const beat = async () => {
    try {
      await renew();
      const known = await api.get(`/api/v1/nodes/${node.name}`);
      const ready = known?.status?.conditions?.find(({ type }) => type === 'Ready');
      if (ready?.status !== 'True') await api.patch(`/api/v1/nodes/${node.name}/status`, { status: statusOf(node) });
    } catch (error) {
      log(error.message);
    }
  };
  beat();
  setInterval(beat, RENEWED_EVERY_MILLISECONDS);
}
