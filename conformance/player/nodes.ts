import type { Target } from './scenario.ts';

/** The nodes every scenario finds: their kubelets are fake, on both sides. */
const NODES = ['worker-1', 'worker-2'];
const READY_SECONDS = 30;

/** Creates the nodes and waits until pods may land on them. */
export async function createNodes(target: Target): Promise<void> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  for (const name of NODES) {
    const labels = { kubelet: 'fake', 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' };
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels } });
    const answer = await target.send({ method: 'POST', path: '/api/v1/nodes', headers, body });
    if (answer.status !== 201) throw new Error(`node ${name}: ${answer.body}`);
  }
  const ready = async (): Promise<boolean> => {
    const answer = await target.send({ method: 'GET', path: '/api/v1/nodes', headers });
    const { items } = JSON.parse(answer.body) as { items: readonly NodeObject[] };
    return items.every((node) => isReady(node) && !node.spec?.taints?.length);
  };
  if (!(await target.until(ready, READY_SECONDS))) throw new Error('the nodes did not become ready');
}

interface NodeObject {
  readonly spec?: { readonly taints?: readonly unknown[] };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const isReady = (node: NodeObject): boolean =>
  node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
