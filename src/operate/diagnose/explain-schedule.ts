/** What keeps a pod off some nodes, or off all. */
export interface Refusal {
  /** How many nodes refuse for it; undefined where it holds for the pod itself. */
  readonly nodes?: number;
  readonly says: string;
}

/** What is said of the tries to make room: it explains nothing. */
const afterwards = /(?:no new claims to deallocate|still not schedulable)?,? *preemption: .*$/s;

/** The reasons in a message of the scheduler, those of most nodes first (kubernetes pkg/scheduler/framework/types.go, FitError). */
export function readRefusals(message: string): readonly Refusal[] {
  const [, told = message] = /nodes are available: (.*)$/s.exec(message) ?? [];
  const refusals = told
    .replace(afterwards, '')
    .split(/,\s+(?=\d+ |pod has|persistentvolumeclaim)|\.\s+(?=\S)/)
    .map((part) => part.trim().replace(/[.,]$/, ''))
    .filter((part) => part !== '')
    .map((part) => {
      const [, nodes, says = part] = /^(\d+) (.+)$/s.exec(part) ?? [];
      return nodes === undefined ? { says } : { nodes: Number(nodes), says };
    });
  const counted = refusals.filter(({ nodes }) => nodes !== undefined);
  return counted.length === 0 ? refusals : counted.sort((x, y) => (y.nodes ?? 0) - (x.nodes ?? 0));
}

const readings: readonly (readonly [says: RegExp, cause: string, fix: string])[] = [
  [
    /were unschedulable|node\.kubernetes\.io\/unschedulable/,
    'nodes take no new pods: they are cordoned',
    'let them take pods again: `kubectl uncordon NODE`',
  ],
  [/node\.kubernetes\.io\/(not-ready|unreachable|network-unavailable)/, 'nodes are not ready', 'bring the nodes back'],
  [
    /node\.kubernetes\.io\/(disk|memory|pid)-pressure/,
    'nodes are short of disk, memory or processes',
    'make room on the nodes',
  ],
  [
    /untolerated taint|taints that the pod didn't tolerate/,
    'nodes have a taint that it does not tolerate',
    'give the pod a toleration for the taint, or take the taint off the node (`kubectl taint node NODE KEY-`)',
  ],
  [
    /node affinity\/selector|requested node name/,
    'no node has the labels that it asks for by nodeSelector or node affinity',
    'correct nodeSelector or affinity, or label a node (`kubectl label node NODE KEY=VALUE`)',
  ],
  [
    /^Insufficient (cpu|memory|ephemeral-storage)/,
    'the nodes have too little left of what it requests',
    'lower resources.requests of it or of others, or add a node: requests count, not what is really used',
  ],
  [/^Insufficient /, 'no node offers the device that it requests', 'look at the device plugin on the nodes'],
  [/^Too many pods/, 'the nodes hold as many pods as they may', 'raise maxPods of the kubelets, or add a node'],
  [
    /free ports for the requested pod ports/,
    'the host ports it wants are taken on every node it may run on',
    'run no more replicas than nodes; with hostPort or hostNetwork let a Deployment replace by maxSurge: 0, or use Recreate',
  ],
  [
    /PersistentVolume's node affinity|volume node affinity conflict|no available volume zone/,
    'its volume lies on a node that it may not run on now',
    'local volumes bind a pod to their node: bring that node back, or move the data to another claim',
  ],
  [
    /available persistent volumes to bind/,
    'no volume is there that its claim could bind',
    'make a PersistentVolume of the class, size and access mode of the claim, or name a class that provisions',
  ],
  [
    /enough free storage/,
    'the storage has too little room left for its claim',
    'make room in the storage, or ask for less',
  ],
  [
    /non-existent pv/,
    'its claim is bound to a volume that is gone',
    'delete the claim and make it anew; restore its data',
  ],
  [
    /ReadWriteOncePod/,
    'another pod has its volume, and only one may (ReadWriteOncePod)',
    'end the other pod first: strategy Recreate',
  ],
  [/max volume count/, 'no node takes a further volume', 'spread the pods over more nodes'],
  [
    /anti-affinity/,
    'it may not be beside pods that are on every node it could run on',
    'run fewer replicas than nodes, or make the rule preferred instead of required; a rolling update needs one node more',
  ],
  [/pod affinity rules/, 'the pod it wants to be beside is on no node it may run on', 'correct podAffinity'],
  [
    /topology spread/,
    'it would be spread more unevenly than it may',
    'set whenUnsatisfiable: ScheduleAnyway, or label the nodes with the topologyKey',
  ],
];

/** What a reason of the scheduler comes to, and what ends it; undefined for one that is not known. */
export function explainRefusal(says: string): { readonly cause: string; readonly fix: string } | undefined {
  const found = readings.find(([pattern]) => pattern.test(says));
  return found && { cause: found[1], fix: found[2] };
}
