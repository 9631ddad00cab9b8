import type { KindRef, KubeObject } from '../../../../kube/object.ts';
import { type LabelSelector, matchesSelector } from '../../../../kube/selector.ts';
import { type EndpointSlice, kinds, type Service } from '../../../../kube/types.ts';
import type { AdmissionReview, AdmissionWebhook } from '../../../admission.ts';
import { refusal } from '../../api/refusals.ts';
import type { ApiState } from '../../api/state.ts';
import { kind as configurations } from '../../kinds/admissionregistration/validating-webhook-configuration.ts';
import { kind as namespaces } from '../../kinds/core/namespace.ts';
import { kind as services } from '../../kinds/core/service.ts';
import type { AdmissionPlugin, AdmissionWrite } from '../admission-plugin.ts';

/** One webhook of a ValidatingWebhookConfiguration. */
interface ConfiguredWebhook {
  readonly name: string;
  readonly clientConfig: {
    readonly service?: {
      readonly name: string;
      readonly namespace: string;
      readonly path?: string;
      readonly port?: number;
    };
  };
  readonly rules?: readonly {
    readonly operations?: readonly string[];
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
  }[];
  readonly failurePolicy?: 'Fail' | 'Ignore';
  readonly timeoutSeconds?: number;
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly matchConditions?: readonly unknown[];
}

const ownGroup = configurations.table.split('/')[0];

type Write = Pick<AdmissionReview, 'operation' | 'object' | 'old'>;

/**
 * Asks the validating webhooks about a write or a deletion; throws the API server's refusal when one denies it or cannot be reached. A
 * webhook that is reached and not known lets everything pass (apiserver pkg/admission/plugin/webhook/validating/dispatcher.go).
 */
export const validatingWebhooks = {
  name: 'ValidatingAdmissionWebhook',
  validate: (write) => {
    askAll(write, write.request.subresource);
    return undefined;
  },
  // What is not there is not asked about: it is found first (apiserver pkg/registry/generic/registry/store.go Delete).
  admitDeletion: ({ state, resource, namespace, name }) => {
    const old = state.store.get(resource.table, namespace, name);
    if (old) askAll({ operation: 'DELETE', state, resource, object: old, old }, undefined);
  },
} satisfies AdmissionPlugin;

type Asked = Pick<AdmissionWrite, 'state' | 'resource' | 'object' | 'old'> & Pick<AdmissionReview, 'operation'>;

function askAll({ operation, state, resource, object, old }: Asked, subresource: string | undefined): void {
  const write = { operation, object, old };
  for (const webhook of state.webhooks.assumed) {
    const asked = webhook.group === resource.group && webhook.resources.includes(resource.plural) && !subresource;
    if (asked && webhook.operations.includes(operation))
      answer(state, webhook, { name: webhook.name, namespace: '' }, write);
  }
  // Webhooks are not asked about their own configuration.
  if (resource.group === ownGroup) return;
  for (const configuration of state.store.table(configurations.table).list()) {
    for (const webhook of (configuration.webhooks as readonly ConfiguredWebhook[] | undefined) ?? []) {
      if (isAsked(webhook, { operation, state, resource, object, old }, subresource)) call(state, webhook, write);
    }
  }
}

/** By which names a rule may mean a resource or a part of it. */
const namesOf = (plural: string, part: string | undefined): readonly string[] =>
  part ? [`${plural}/${part}`, '*/*', `*/${part}`, `${plural}/*`] : [plural, '*', '*/*'];

function isAsked(
  webhook: ConfiguredWebhook,
  { state, resource, operation, object }: Asked,
  subresource: string | undefined,
): boolean {
  // The group comes first: it alone turns most writes away.
  const ruled = (webhook.rules ?? []).some(
    ({ operations = [], apiGroups = [], resources = [] }) =>
      (apiGroups.includes('*') || apiGroups.includes(resource.group)) &&
      (operations.includes('*') || operations.includes(operation)) &&
      namesOf(resource.plural, subresource).some((name) => resources.includes(name)),
  );
  // What conditions in CEL would say is not known here: such a webhook is not asked.
  if (!ruled || webhook.matchConditions?.length) return false;
  const { objectSelector = {}, namespaceSelector = {} } = webhook;
  if (!matchesSelector(objectSelector, object.metadata.labels)) return false;
  if (!resource.namespaced) return true;
  const namespace = state.store.get(namespaces.table, '', object.metadata.namespace ?? '');
  return matchesSelector(namespaceSelector, namespace?.metadata.labels);
}

function call(state: ApiState, webhook: ConfiguredWebhook, write: Write): void {
  const { service } = webhook.clientConfig;
  if (!service) return;
  const unreachable = whyUnreachable(state, webhook, service);
  if (unreachable !== undefined) {
    if (webhook.failurePolicy === 'Ignore') return;
    const message = `failed calling webhook ${JSON.stringify(webhook.name)}: failed to call webhook: ${unreachable}`;
    throw refusal(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
  }
  const known = state.webhooks.byPath.get(service.path ?? '/');
  // What is known of a webhook says of deletions only what it lists them for.
  if (known && (write.operation !== 'DELETE' || known.operations.includes('DELETE')))
    answer(state, known, { name: webhook.name, namespace: service.namespace }, write);
}

function whyUnreachable(
  state: ApiState,
  { timeoutSeconds = 10 }: ConfiguredWebhook,
  target: NonNullable<ConfiguredWebhook['clientConfig']['service']>,
): string | undefined {
  const { name, namespace, path = '/', port = 443 } = target;
  const post = `Post "https://${name}.${namespace}.svc:${port}${path}?timeout=${timeoutSeconds}s"`;
  const service = state.store.get(services.table, namespace, name) as Service | undefined;
  if (!service) return `${post}: service ${JSON.stringify(name)} not found`;
  const slices = listed<EndpointSlice>(state, kinds.EndpointSlice, namespace);
  const ready = slices
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
    .some(({ endpoints }) => (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false));
  return ready ? undefined : `${post}: dial tcp ${service.spec.clusterIP}:${port}: connect: connection refused`;
}

/** Refuses what the webhook does; it is called by its configured name, and lives in that namespace. */
function answer(
  state: ApiState,
  webhook: AdmissionWebhook,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  write: Write,
): void {
  const list = <T extends KubeObject>(kind: KindRef, within?: string) => listed<T>(state, kind, within);
  const reason = webhook.refuse({ ...write, namespace, list });
  if (reason === undefined) return;
  throw refusal(403, 'Forbidden', `admission webhook ${JSON.stringify(name)} denied the request: ${reason}`);
}

function listed<T extends KubeObject>(state: ApiState, kind: KindRef, namespace?: string): readonly T[] {
  const resource = state.registry.findKind(kind.apiVersion, kind.kind);
  return resource ? (state.store.table(resource.table).list(namespace) as readonly T[]) : [];
}
