import { printRef, type UnknownObject } from '../../../kube/object.ts';
import { type Deployment, type Event, kinds } from '../../../kube/types.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import { exampleDeployment, exampleEvent, exampleObject, examplePod } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import { quoted } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { countsOf, isDown, whyDown } from '../../../operate/diagnose/workloads.ts';

/** What the API server says of a call (apiserver pkg/admission/plugin/webhook). */
const notTrusted = /failed calling webhook[^\n]*x509: certificate signed by unknown authority/;
const reads = [kinds.ValidatingWebhookConfiguration, kinds.MutatingWebhookConfiguration, kinds.Deployment];
const injects = /^cert-manager\.io\/inject-(?:ca-from|ca-from-secret|apiserver-ca)$/;
const component = 'app.kubernetes.io/component';

interface Webhooks {
  readonly webhooks?: readonly {
    readonly failurePolicy?: string;
    readonly clientConfig?: { readonly caBundle?: string; readonly url?: string };
  }[];
}

/** By the labels of the chart, of its older versions, and by what runs in it. */
const isInjector = ({ metadata, spec }: Deployment): boolean =>
  metadata.labels?.[component] === 'cainjector' ||
  metadata.labels?.app === 'cainjector' ||
  (spec.template.spec?.containers ?? []).some(({ image = '' }) => /cert-manager-cainjector\b/.test(image));

/**
 * Whether a configuration waits for the authority that cainjector should put into it. Nothing is refused by a webhook that may fail, and one
 * that is called by its URL may be trusted as any server is.
 */
const isBare = (configuration: UnknownObject): boolean =>
  Object.keys(configuration.metadata.annotations ?? {}).some((key) => injects.test(key)) &&
  ((configuration as Webhooks).webhooks ?? []).some(
    ({ failurePolicy, clientConfig }) => failurePolicy !== 'Ignore' && !clientConfig?.url && !clientConfig?.caBundle,
  );

function causeOf(configuration: UnknownObject, injector: Deployment | undefined, seen: SeenCluster): Cause | undefined {
  const evidence = [`${printRef(configuration)} has no caBundle`];
  if (!injector)
    return {
      likelihood: 'certain',
      cause: 'cainjector of cert-manager is not installed, and nobody else writes it',
      evidence,
      fix: 'install cert-manager with cainjector.enabled: true',
    };
  if (countsOf(injector).wanted > 0 && !isDown(injector, seen)) {
    // Somebody else may see to it, as long as no call fails for it.
    const call = seen.list<Event>(kinds.Event).find(({ message = '' }) => notTrusted.test(message));
    if (!call || !isPast(configuration.metadata.creationTimestamp, seen.now, 300)) return undefined;
    return {
      likelihood: 'likely',
      cause: 'cainjector finds no Secret with the authority that the annotation names',
      evidence: [...evidence, quoted(call.message ?? '')],
      fix: 'see that the Certificate or Secret of the annotation is there; read the log of cainjector',
      commands: [`kubectl -n ${injector.metadata.namespace} logs deployment/${injector.metadata.name} --tail=30`],
    };
  }
  const why = whyDown(injector, seen);
  return { ...why, cause: `cainjector does not run: ${why.cause}`, evidence: [...evidence, ...why.evidence] };
}

const labels = { 'app.kubernetes.io/name': 'cainjector', [component]: 'cainjector' };
const configuration = (caBundle?: string) =>
  exampleObject(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration/cert-manager-webhook',
    {
      webhooks: [
        {
          name: 'webhook.cert-manager.io',
          ...{ admissionReviewVersions: ['v1'], sideEffects: 'None', failurePolicy: 'Fail' },
          clientConfig: {
            service: { name: 'cert-manager-webhook', namespace: 'cert-manager' },
            ...(caBundle && { caBundle }),
          },
          rules: [{ apiGroups: ['cert-manager.io'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['*/*'] }],
        },
      ],
    },
    {
      annotations: { 'cert-manager.io/inject-ca-from-secret': 'cert-manager/cert-manager-webhook-ca' },
      creationTimestamp: '2026-01-01T10:00:00Z',
    },
  );

const injecting = exampleDeployment('cert-manager/cert-manager-cainjector', labels, 1);
const refusedCall = exampleEvent(
  'Kustomization/flux-system/apps',
  'ReconciliationFailed',
  'Internal error occurred: failed calling webhook "webhook.cert-manager.io": tls: failed to verify certificate: x509: certificate signed by unknown authority',
);
const ignoring = {
  ...configuration(),
  webhooks: [{ failurePolicy: 'Ignore', clientConfig: { service: { name: 'hook', namespace: 'cert-manager' } } }],
};

/** A webhook that the API server does not trust. */
export const webhookCertificateNotTrusted: Playbook = {
  id: 'webhook-certificate-not-trusted',
  symptom: 'Applying fails: failed calling webhook, x509: certificate signed by unknown authority.',
  why: 'the API server trusts a webhook by its caBundle, which cainjector writes where an annotation asks for it (cert-manager pkg/controller/cainjector/reconciler.go)',
  reads,
  diagnose: (seen) => {
    // Who may not see workloads cannot tell that one is missing.
    if (seen.unread.has('apps/v1 Deployment')) return [];
    const injector = seen.list<Deployment>(kinds.Deployment).find(isInjector);
    return [...seen.list(kinds.ValidatingWebhookConfiguration), ...seen.list(kinds.MutatingWebhookConfiguration)]
      .filter((each) => isBare(each) && isPast(each.metadata.creationTimestamp, seen.now))
      .flatMap((each) => {
        const cause = causeOf(each, injector, seen);
        const shows = 'is not trusted by the API server: what it looks at cannot be applied';
        return cause ? [{ object: printRef(each), shows, causes: [cause] as const }] : [];
      });
  },
  examples: {
    healthy: [
      { objects: [configuration('LS0tLS1CRUdJTg==')] },
      { objects: [exampleDeployment('cert-manager/cert-manager-cainjector', labels, 1)] },
      { objects: [ignoring] },
      { objects: [configuration(), injecting] },
    ],
    ill: [
      { objects: [configuration()] },
      { objects: [configuration(), injecting, refusedCall] },
      {
        objects: [
          configuration(),
          exampleDeployment('cert-manager/cert-manager-cainjector', labels, 0),
          examplePod('cert-manager/cert-manager-cainjector-1', labels, { ready: false }),
        ],
      },
    ],
  },
};
