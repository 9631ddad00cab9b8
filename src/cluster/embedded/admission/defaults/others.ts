import { change, eachBy, type Fields, fill } from './fill.ts';

const rbac = 'rbac.authorization.k8s.io';

const defaultSubject = (subject: Fields): Fields =>
  subject.kind === 'User' || subject.kind === 'Group' ? fill(subject, { apiGroup: rbac }) : subject;

/** kubernetes pkg/apis/rbac/v1/defaults.go */
export const defaultBinding = (binding: Fields): Fields =>
  change(
    change(binding, 'roleRef', (role: Fields) => fill(role, { apiGroup: rbac })),
    'subjects',
    eachBy(defaultSubject),
  );

/** Plain text becomes data; kubernetes pkg/apis/core/v1/conversion.go. */
export function defaultSecret(secret: Fields): Fields {
  const typed = fill(secret, { type: 'Opaque' });
  const { stringData, ...rest } = typed;
  if (stringData === undefined) return typed;
  const encoded = Object.entries((stringData ?? {}) as Record<string, string>).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  return { ...rest, data: { ...(rest.data as Fields | undefined), ...Object.fromEntries(encoded) } };
}

/** kubernetes pkg/apis/storage/v1/defaults.go SetDefaults_CSIDriver */
export const defaultDriver = (spec: Fields): Fields =>
  fill(spec, {
    attachRequired: true,
    podInfoOnMount: false,
    storageCapacity: false,
    fsGroupPolicy: 'ReadWriteOnceWithFSType',
    volumeLifecycleModes: ['Persistent'],
    requiresRepublish: false,
    seLinuxMount: false,
  });

export const defaultStorageClass = (storageClass: Fields): Fields =>
  fill(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });

/** Fields of an Event that Go prints even when they say nothing. */
export const defaultEvent = (event: Fields): Fields => ({
  eventTime: null,
  firstTimestamp: null,
  lastTimestamp: null,
  reportingComponent: '',
  reportingInstance: '',
  source: {},
  ...event,
});

export const defaultPriorityClass = (priority: Fields): Fields =>
  fill(priority, { preemptionPolicy: 'PreemptLowerPriority' });

const defaultRule = (rule: Fields): Fields => fill(rule, { scope: '*' });

const webhook =
  (webhookDefaults: Fields) =>
  (each: Fields): Fields =>
    change(change(fill(each, webhookDefaults), 'rules', eachBy(defaultRule)), 'clientConfig', (client: Fields) =>
      change(client, 'service', (service: Fields) => fill(service, { port: 443 })),
    );

const validating = {
  failurePolicy: 'Fail',
  matchPolicy: 'Equivalent',
  namespaceSelector: {},
  objectSelector: {},
  timeoutSeconds: 10,
};

/** kubernetes pkg/apis/admissionregistration/v1/defaults.go */
export const defaultValidatingWebhooks = (configuration: Fields): Fields =>
  change(configuration, 'webhooks', eachBy(webhook(validating)));

export const defaultMutatingWebhooks = (configuration: Fields): Fields =>
  change(configuration, 'webhooks', eachBy(webhook({ ...validating, reinvocationPolicy: 'Never' })));

export const defaultNode = (node: Fields): Fields =>
  change(node, 'status', (status: Fields) =>
    status.capacity === undefined ? status : fill(status, { allocatable: status.capacity }),
  );
