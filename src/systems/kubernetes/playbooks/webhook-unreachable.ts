import { type KubeObject, printRef } from '../../../kube/object.ts';
import { kinds, type Service, type ValidatingWebhookConfiguration } from '../../../kube/types.ts';
import { isSettled } from '../../../operate/diagnose/ages.ts';
import { countEndpoints, type ServiceEndpoints } from '../../../operate/diagnose/endpoints.ts';
import { exampleOf } from '../../../operate/diagnose/example-objects.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

type Configuration = ValidatingWebhookConfiguration;
type Webhook = NonNullable<Configuration['webhooks']>[number];

const ruleText = ({ rules = [] }: Webhook): string =>
  [...new Set(rules.flatMap(({ resources = [] }) => resources))].slice(0, 5).join(', ') || 'nothing';

function causeOf(webhook: Webhook, seen: SeenCluster, endpoints: ServiceEndpoints): Cause | undefined {
  const asked = webhook.clientConfig.service;
  // Without a Service it is called by its URL, of which nothing is seen here.
  if (!asked || webhook.failurePolicy === 'Ignore') return undefined;
  const evidence = [`webhook ${webhook.name} of ${ruleText(webhook)} has failurePolicy Fail`];
  const commands = [`kubectl -n ${asked.namespace} get service,endpointslices`];
  const service = seen.find<Service>(kinds.Service, asked.name, asked.namespace);
  if (!service)
    return {
      likelihood: 'certain',
      cause: `its Service ${asked.namespace}/${asked.name} is not there`,
      evidence,
      fix: 'install what it belongs to again; if that is gone for good, delete this configuration',
      commands,
    };
  if (service.spec?.type === 'ExternalName' || Object.keys(service.spec?.selector ?? {}).length === 0) return undefined;
  if ((endpoints.readyOf(asked.namespace, asked.name) ?? 0) > 0) return undefined;
  return {
    likelihood: 'certain',
    cause: `no pod answers behind its Service ${asked.namespace}/${asked.name}`,
    evidence: [...evidence, `${printRef(service)} has no endpoint that is ready`],
    fix: 'bring the pods behind it back',
    commands,
    at: printRef(service),
  };
}

function symptomOf(
  configuration: Configuration,
  { seen, endpoints }: { seen: SeenCluster; endpoints: ServiceEndpoints },
): Symptom | undefined {
  if (!isSettled(seen, configuration.metadata.creationTimestamp)) return undefined;
  for (const webhook of configuration.webhooks ?? []) {
    const cause = causeOf(webhook, seen, endpoints);
    if (cause)
      return {
        object: printRef(configuration),
        shows: `has every write of ${ruleText(webhook)} refused`,
        causes: [cause],
      };
  }
  return undefined;
}

const old = { creationTimestamp: '2026-01-01T10:00:00Z' };
const hook = (failurePolicy: string, metadata: object = old): KubeObject =>
  exampleOf(['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'], 'guard', {
    metadata,
    webhooks: [
      {
        name: 'guard.example.org',
        failurePolicy,
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        rules: [{ apiGroups: ['example.org'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things'] }],
        clientConfig: { service: { name: 'guard', namespace: 'guard' } },
      },
    ],
  });
const service = exampleOf(['v1', 'Service'], 'guard', {
  namespace: 'guard',
  spec: { selector: { app: 'guard' }, ports: [{ port: 443 }] },
});
const slice = exampleOf(['discovery.k8s.io/v1', 'EndpointSlice'], 'guard-1', {
  namespace: 'guard',
  metadata: { labels: { 'kubernetes.io/service-name': 'guard' } },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.42.0.9'] }],
  ports: [{ port: 443 }],
});

/** A webhook that refuses everything since nobody answers for it. */
export const webhookUnreachable: Playbook = {
  id: 'webhook-unreachable',
  symptom: 'Objects cannot be created or changed: failed calling webhook, no endpoints available for service.',
  why: 'with failurePolicy Fail, the default, what a webhook cannot be asked about is refused (kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go)',
  reads: [kinds.ValidatingWebhookConfiguration, kinds.MutatingWebhookConfiguration, kinds.Service, kinds.EndpointSlice],
  diagnose: (seen) => {
    if (seen.unread.has('v1 Service') || seen.unread.has('discovery.k8s.io/v1 EndpointSlice')) return [];
    const endpoints = countEndpoints(seen);
    return [kinds.ValidatingWebhookConfiguration, kinds.MutatingWebhookConfiguration]
      .flatMap((kind) => seen.list<Configuration>(kind))
      .flatMap((each) => symptomOf(each, { seen, endpoints }) ?? []);
  },
  examples: {
    healthy: [
      { objects: [hook('Fail'), service, slice] },
      { objects: [hook('Ignore')] },
      { objects: [hook('Fail', { creationTimestamp: '2026-01-01T11:59:30Z' }), service] },
    ],
    ill: [{ objects: [hook('Fail')] }, { objects: [hook('Fail'), service] }],
  },
};
