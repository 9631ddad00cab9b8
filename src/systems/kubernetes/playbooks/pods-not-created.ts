import { conditionOf, type KubeObject, printRef } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import { isRecent } from '../../../operate/diagnose/ages.ts';
import { exampleEventOf, exampleOf } from '../../../operate/diagnose/example-objects.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import { lastSeen, type SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

const makers = [kinds.ReplicaSet, kinds.StatefulSet, kinds.DaemonSet, kinds.Job];

const readings: readonly (readonly [says: RegExp, cause: string, fix: string])[] = [
  [/exceeded quota: ([^,]+)/, 'the ResourceQuota $1 of its namespace is used up', 'raise the quota, or request less'],
  [
    /failed quota: ([^:]+): must specify (.+)/,
    'the ResourceQuota $1 demands that its containers say $2',
    'set resources in the containers, or defaults by a LimitRange',
  ],
  [
    /violates PodSecurity "([^"]+)"/,
    'the Pod Security level $1 of its namespace forbids what it asks for',
    'set securityContext as the message lists, or label the namespace pod-security.kubernetes.io/enforce: privileged',
  ],
  [
    /failed calling webhook "([^"]+)"/,
    'the webhook $1 cannot be asked, and without its answer nothing is let in',
    'bring back what answers for the webhook',
  ],
  [/admission webhook "([^"]+)" denied the request: (.+)/, 'the webhook $1 refuses it: $2', 'do as the webhook says'],
  [
    /ValidatingAdmissionPolicy '([^']+)'.*denied request: (.+)/,
    'the policy $1 refuses it: $2',
    'do as the policy says',
  ],
  [
    /serviceaccount "([^"]+)" not found/,
    'its service account $1 is not there',
    'make the ServiceAccount in its namespace, or correct serviceAccountName',
  ],
  [/no PriorityClass with name (\S+)/, 'there is no PriorityClass $1', 'make it, or correct priorityClassName'],
  [
    /RuntimeClass "?([^" ]+)"? not found|runtimeclass.*"([^"]+)" not found/i,
    'there is no RuntimeClass $1',
    'make it, or leave runtimeClassName away',
  ],
  [
    /(maximum|minimum) \S+ usage per/,
    'a LimitRange of its namespace forbids its resources',
    'keep its resources within the LimitRange',
  ],
  [/is invalid: (.+)/, 'its template is not valid: $1', 'correct the template'],
  [/being terminated/, 'its namespace is being deleted', 'wait for that, then make it anew'],
];

/** The configuration that has a webhook of that name. */
function configurationOf(name: string, seen: SeenCluster): string | undefined {
  const found = [kinds.ValidatingWebhookConfiguration, kinds.MutatingWebhookConfiguration]
    .flatMap((kind) => seen.list<KubeObject & { webhooks?: readonly { readonly name: string }[] }>(kind))
    .find(({ webhooks = [] }) => webhooks.some((each) => each.name === name));
  return found && printRef(found);
}

function causeOf(maker: KubeObject, message: string, seen: SeenCluster): Cause {
  const { name, namespace } = maker.metadata;
  const base = {
    evidence: [message],
    commands: [`kubectl -n ${namespace} describe ${maker.kind.toLowerCase()} ${name}`],
  };
  for (const [says, cause, fix] of readings) {
    const match = says.exec(message);
    if (!match) continue;
    const at = /failed calling webhook/.test(match[0]) ? configurationOf(match[1] ?? '', seen) : undefined;
    const text = cause.replace(/\$(\d)/g, (_, n: string) => match[Number(n)] ?? '').replace(/\.$/, '');
    return { ...base, likelihood: 'certain', cause: text, fix, ...(at ? { at } : {}) };
  }
  return { ...base, likelihood: 'likely', cause: 'the API refuses its pods', fix: 'read the message' };
}

type Counted = KubeObject & {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly replicas?: number;
    readonly currentNumberScheduled?: number;
    readonly desiredNumberScheduled?: number;
    readonly active?: number;
    readonly succeeded?: number;
    readonly completionTime?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
};

/** Whether it has fewer pods than it wants, so that what was refused still counts. */
function lacksPods({ kind, spec, status = {} }: Counted): boolean {
  if (kind === 'DaemonSet') return (status.currentNumberScheduled ?? 0) < (status.desiredNumberScheduled ?? 0);
  if (kind !== 'Job') return (status.replicas ?? 0) < (spec?.replicas ?? 1);
  const isOver = (status.conditions ?? []).some(
    ({ type, status: s }) => /^(Complete|Failed|Suspended)$/.test(type) && s === 'True',
  );
  return !isOver && (status.active ?? 0) + (status.succeeded ?? 0) === 0;
}

function refusalOf(maker: Counted, seen: SeenCluster): string | undefined {
  const failure = conditionOf(maker, 'ReplicaFailure');
  if (failure?.status === 'True' && failure.reason === 'FailedCreate') return failure.message;
  if (!lacksPods(maker)) return undefined;
  const event = seen.events(maker).find(({ reason }) => reason === 'FailedCreate' || reason === 'SuccessfulCreate');
  return event?.reason === 'FailedCreate' && isRecent(seen, lastSeen(event)) ? event.message : undefined;
}

const template = {
  selector: { matchLabels: { app: 'web' } },
  template: {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'web', image: 'ghcr.io/home/web:1.0' }] },
  },
};
const set = (message?: string) =>
  exampleOf(['apps/v1', 'ReplicaSet'], 'web-1', {
    namespace: 'apps',
    spec: { replicas: 1, ...template },
    status: {
      replicas: message === undefined ? 1 : 0,
      conditions:
        message === undefined ? [] : [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }],
    },
  });
const daemons = (currentNumberScheduled: number) =>
  exampleOf(['apps/v1', 'DaemonSet'], 'agent', {
    namespace: 'apps',
    spec: template,
    status: { desiredNumberScheduled: 2, currentNumberScheduled, numberReady: 0, numberMisscheduled: 0 },
  });
const refusedDaemon = exampleEventOf(
  daemons(0),
  'FailedCreate',
  'Error creating: pods "agent-x" is forbidden: violates PodSecurity "baseline:latest": hostNetwork=true',
);

/** Pods that the API does not let in. */
export const podsNotCreated: Playbook = {
  id: 'pods-not-created',
  symptom: 'A workload has no pods at all: FailedCreate in its events.',
  why: 'what makes pods is told by the API why it may not, and tries again with back-off (kubernetes pkg/controller/replicaset/replica_set_utils.go, pkg/controller/controller_utils.go)',
  reads: [...makers, kinds.ValidatingWebhookConfiguration, kinds.MutatingWebhookConfiguration],
  diagnose: (seen) =>
    makers
      .flatMap((kind) => seen.list<Counted>(kind))
      .flatMap((maker) => {
        const message = refusalOf(maker, seen);
        return message === undefined
          ? []
          : [
              {
                object: printRef(maker),
                shows: 'cannot make its pods',
                causes: [causeOf(maker, message, seen)] as const,
              },
            ];
      }),
  examples: {
    healthy: [{ objects: [set()] }, { objects: [daemons(2), refusedDaemon] }, { objects: [daemons(0)] }],
    ill: [
      { objects: [daemons(0), refusedDaemon] },
      {
        objects: [
          set(
            'pods "web-1-x" is forbidden: exceeded quota: home, requested: limits.memory=1Gi, used: limits.memory=2Gi, limited: limits.memory=2Gi',
          ),
        ],
      },
      {
        objects: [
          set('pods "web-1-" is forbidden: error looking up service account apps/web: serviceaccount "web" not found'),
        ],
      },
      {
        objects: [
          set(
            'Internal error occurred: failed calling webhook "guard.example.org": no endpoints available for service "guard"',
          ),
        ],
      },
      { objects: [set('something new')] },
    ],
  },
};
