// Command lines of the control plane: a plain cluster, made quick where quickness changes no answer.

export function etcdArguments({ folder, ports }) {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.peer}`;
  return [
    `--data-dir=${folder}/etcd`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

export function apiserverArguments({ folder, ports, files }) {
  return [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    `--secure-port=${ports.apiserver}`,
    `--cert-dir=${folder}/certificates`,
    `--token-auth-file=${files.tokens}`,
    '--authorization-mode=Node,RBAC',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${files.publicKey}`,
    `--service-account-signing-key-file=${files.privateKey}`,
    '--allow-privileged=true',
    '--enable-admission-plugins=NodeRestriction',
    '--shutdown-delay-duration=0s',
  ];
}

/** A dead node is noticed in seconds: the defaults (5 s, 50 s) would only make a recording slower. */
export function controllerManagerArguments({ folder, files, kubeconfig }) {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--controllers=*',
    `--service-account-private-key-file=${files.privateKey}`,
    `--root-ca-file=${folder}/certificates/apiserver.crt`,
    '--node-monitor-period=1s',
    '--node-monitor-grace-period=8s',
    '--kube-api-qps=300',
    '--kube-api-burst=600',
    '--concurrent-namespace-syncs=10',
  ];
}

export function schedulerArguments({ kubeconfig }) {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--kube-api-qps=300',
    '--kube-api-burst=600',
  ];
}

/** The fake kubelets of every node that carries the label `kubelet=fake`: without it a node falls silent. */
export function kwokArguments({ kubeconfig, stages }) {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--manage-nodes-with-label-selector=kubelet=fake',
    '--cidr=10.244.0.0/16',
    '--node-ip=10.0.0.10',
    '--node-lease-duration-seconds=4',
    ...stages.map((stage) => `--config=${stage}`),
  ];
}
