import { change, eachBy, type Fields, fill } from './fill.ts';
import { defaultTemplate } from './pod.ts';
import { resourceList, resources } from './quantities.ts';

/** Defaults of the workload kinds' specs: kubernetes pkg/apis/{apps,batch,autoscaling,policy}/*\/defaults.go. */
export function defaultDeployment(spec: Fields): Fields {
  const next = fill(change(spec, 'template', defaultTemplate), {
    replicas: 1,
    strategy: {},
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
  return change(next, 'strategy', (strategy: Fields) => rolling(strategy, { maxUnavailable: '25%', maxSurge: '25%' }));
}

function rolling(strategy: Fields, parameters: Fields): Fields {
  const typed = fill(strategy, { type: 'RollingUpdate' });
  if (typed.type !== 'RollingUpdate') return typed;
  const rollingUpdate = fill(typed.rollingUpdate as Fields | undefined, parameters);
  return rollingUpdate === typed.rollingUpdate ? typed : { ...typed, rollingUpdate };
}

export const defaultReplicaSet = (spec: Fields): Fields =>
  fill(change(spec, 'template', defaultTemplate), { replicas: 1 });

export const defaultDaemonSet = (spec: Fields): Fields =>
  change(
    fill(change(spec, 'template', defaultTemplate), { updateStrategy: {}, revisionHistoryLimit: 10 }),
    'updateStrategy',
    (strategy: Fields) => rolling(strategy, { maxUnavailable: 1, maxSurge: 0 }),
  );

export function defaultStatefulSet(spec: Fields): Fields {
  let next = fill(change(spec, 'template', defaultTemplate), {
    podManagementPolicy: 'OrderedReady',
    updateStrategy: {},
    revisionHistoryLimit: 10,
    replicas: 1,
    persistentVolumeClaimRetentionPolicy: {},
  });
  next = change(next, 'updateStrategy', (strategy: Fields) => rolling(strategy, { partition: 0 }));
  next = change(next, 'persistentVolumeClaimRetentionPolicy', (policy: Fields) =>
    fill(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' }),
  );
  return change(next, 'volumeClaimTemplates', eachBy(defaultClaimTemplate));
}

const defaultClaimTemplate = (claim: Fields): Fields =>
  change(
    fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } }),
    'spec',
    defaultClaim,
  );

export const defaultClaim = (spec: Fields): Fields =>
  change(fill(spec, { volumeMode: 'Filesystem' }), 'resources', resources);

export const defaultVolumeSpec = (spec: Fields): Fields =>
  change(fill(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }), 'capacity', resourceList);

export function defaultJob(spec: Fields): Fields {
  const both = spec.completions === undefined && spec.parallelism === undefined;
  const next = fill(change(spec, 'template', defaultTemplate), {
    ...(both ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed',
    manualSelector: false,
  });
  return next;
}

export function defaultCronJob(spec: Fields): Fields {
  const next = fill(spec, {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  const withMetadata = (template: Fields): Fields => fill(template, { metadata: {} });
  return change(next, 'jobTemplate', (job: Fields) =>
    change(withMetadata(job), 'spec', (jobSpec: Fields) =>
      change(jobSpec, 'template', (template: Fields) => withMetadata(defaultTemplate(template))),
    ),
  );
}

export const defaultReplicationController = (spec: Fields): Fields =>
  fill(change(spec, 'template', defaultTemplate), { replicas: 1 });

export const defaultAutoscaler = (spec: Fields): Fields =>
  fill(spec, {
    minReplicas: 1,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
  });
