import type { Cluster } from '../cluster/cluster.ts';
import { createEmbeddedCluster } from '../cluster/embedded/index.ts';
import { realRuntime, seededRuntime, yesterdaysMidnight } from '../core/runtime.ts';
import { chooseControllers, splitNames } from './choose-controllers.ts';
import { controlPlaneControllers } from './controllers.ts';
import { createPodServers } from './kubelet/pod-server.ts';
import { createNodes, type NodeInput } from './nodes/create-nodes.ts';
import { type ControlPlaneTimes, usualTimes } from './times.ts';

/** What a cluster for tests is to be like; everything may be left out. */
export interface StartOptions {
  /** Nodes, or how many: the first is a control plane that takes pods, too. Default 1; 0 leaves pods pending. */
  readonly nodes?: number | readonly NodeInput[];
  /** Kubernetes version, e.g. `1.36.3`. */
  readonly version?: string;
  /**
   * `real` (default): controllers act as time passes. `virtual`: they act when `pass` is called, and what takes minutes takes none; the same
   * calls give the same objects.
   */
  readonly clock?: 'real' | 'virtual';
  /** As kube-controller-manager's flag: `*`, `*,-job`, `deployment,replica-set`; a list, or false for none. Default all. */
  readonly controllers?: string | readonly string[] | false;
  /** Port of the API on loopback; default any free one. */
  readonly port?: number;
  /** Networks of cluster addresses, the first is the primary family's. */
  readonly serviceNetworks?: readonly string[];
  /** How long pulling, starting, ending and provisioning take, in seconds; on the real clock nothing by default. */
  readonly times?: Partial<ControlPlaneTimes>;
}

/** A Kubernetes that runs in this process, served on loopback. Ends with its block: `await using cluster = await startCluster()`. */
export interface RunningCluster extends AsyncDisposable {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  readonly token: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly ca: string;
  /** Text of a kubeconfig. It holds the token: write it with mode 0600. */
  readonly kubeconfig: string;
  /** The same cluster without HTTP. */
  readonly client: Cluster;
  /** Milliseconds since the epoch on the cluster's clock. */
  readonly now: () => number;
  /** Lets that many seconds of the cluster’s clock pass. */
  readonly pass: (seconds: number) => Promise<void>;
  /** Resolves when the condition holds; rejects when it does not within so many seconds of the cluster's clock. */
  readonly until: (condition: () => boolean | Promise<boolean>, seconds: number) => Promise<void>;
  /** Ends clock, controllers, watches and servers. */
  readonly close: () => Promise<void>;
}

/**
 * Starts an embedded Kubernetes for a test suite: an API server that kubectl, helm and client libraries talk to, the controllers of
 * kube-controller-manager, a scheduler, and nodes whose pods are played by small HTTP servers. Fails for an unknown controller, or a port
 * in use.
 */
export async function startCluster(options: StartOptions = {}): Promise<RunningCluster> {
  const virtual = options.clock === 'virtual';
  const version = `v${(options.version ?? '1.36.3').replace(/^v/, '')}`;
  const embedded = createEmbeddedCluster({
    runtime: virtual ? seededRuntime({ start: yesterdaysMidnight() }) : realRuntime(),
    kubernetesVersion: version,
    ...(options.serviceNetworks ? { serviceCidrs: options.serviceNetworks } : {}),
  });
  const { cluster } = embedded;
  const times = { ...(virtual ? usualTimes : noTimes), ...options.times };
  embedded.addControllers(chooseControllers(controlPlaneControllers({ times }), wantedOf(options)));
  const nodes = createNodes(nodesOf(options), { kubeletVersion: version, now: embedded.now() });
  for (const node of nodes) await cluster.create(node);
  const pods = createPodServers({ cluster });
  const close = async (): Promise<void> => {
    await pods.close();
    await embedded.stop();
  };
  try {
    const { url, token, ca, kubeconfig } = await embedded.serve({ port: options.port ?? 0, dialPod: pods.addressOf });
    if (virtual) await embedded.run({ limitSeconds: 0 });
    else embedded.start();
    const clock = virtual ? virtualClock(embedded) : realClock(embedded);
    return {
      url,
      token,
      ca,
      kubeconfig,
      client: cluster,
      now: embedded.now,
      ...clock,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

const noTimes: ControlPlaneTimes = {
  imagePull: 0,
  containerStart: 0,
  appStart: 0,
  runToCompletion: 0,
  termination: 0,
  volumeProvision: 0,
  volumeAttach: 0,
};

function wantedOf({ controllers = '*' }: StartOptions): readonly string[] {
  if (controllers === false) return [];
  return typeof controllers === 'string' ? splitNames(controllers) : controllers;
}

function nodesOf({ nodes = 1 }: StartOptions): readonly NodeInput[] {
  if (typeof nodes !== 'number') return nodes;
  return Array.from({ length: nodes }, (_, index) => ({
    name: `node-${index + 1}`,
    address: `192.168.88.${11 + index}`,
    role: index === 0 ? 'control-plane' : 'worker',
  }));
}

type Embedded = ReturnType<typeof createEmbeddedCluster>;
type Clock = Pick<RunningCluster, 'pass' | 'until'>;

const tooLate = (seconds: number): Error => new Error(`the condition did not hold within ${seconds} seconds`);

const virtualClock = (embedded: Embedded): Clock => ({
  pass: async (seconds) => void (await embedded.run({ limitSeconds: seconds, whole: true })),
  until: async (condition, seconds) => {
    const { reason } = await embedded.run({ until: condition, limitSeconds: seconds });
    if (reason !== 'done' && !(await condition())) throw tooLate(seconds);
  },
});

/** Between two looks at a condition, in milliseconds. */
const lookEvery = 20;
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const realClock = ({ now }: Embedded): Clock => ({
  pass: (seconds) => wait(seconds * 1000),
  until: async (condition, seconds) => {
    const end = now() + seconds * 1000;
    while (!(await condition())) {
      if (now() >= end) throw tooLate(seconds);
      await wait(lookEvery);
    }
  },
});
