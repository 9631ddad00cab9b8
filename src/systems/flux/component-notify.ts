import type { ComposedObject, NeededSecret } from '../../compose/composed-object.ts';
import type { KubeObject } from '../../kube/object.ts';
import { fluxNamespace } from './component-names.ts';
import type { FluxLab } from './lab.ts';
import { type NotifyKind, notifyKinds } from './lab-notify.ts';

const apiVersion = 'notification.toolkit.fluxcd.io/v1beta3';

type Notify = NonNullable<FluxLab['delivery']>['notify'][number];

/** Those who are told. */
export const receiversOf = ({ delivery }: Pick<FluxLab, 'delivery'>): readonly Notify[] => delivery?.notify ?? [];

/** Name of the objects and the Secret of a receiver. */
export const notifyName = ({ name, type }: Pick<Notify, 'name' | 'type'>): string => name ?? type;

const secretOf = (notify: Notify): string => `notify-${notifyName(notify)}`;

/** A Provider and an Alert for each receiver: what becomes of the repository and of each stage. */
export const notifyObjects = (lab: FluxLab): readonly ComposedObject[] =>
  receiversOf(lab).flatMap((notify) => [provider(notify), alert(notify)]);

/** The same with alerts that tell of the releases in these namespaces, too. */
export const withReleases = (
  objects: readonly ComposedObject[],
  namespaces: readonly string[],
): readonly ComposedObject[] =>
  objects.map((each) => {
    if (each.object.kind !== 'Alert') return each;
    const { spec, ...rest } = each.object as KubeObject & {
      readonly spec: { readonly eventSources: readonly object[] };
    };
    const eventSources = [
      ...spec.eventSources,
      ...namespaces.map((namespace) => ({ kind: 'HelmRelease', namespace, name: '*' })),
    ];
    return { ...each, object: { ...rest, spec: { ...spec, eventSources } } as KubeObject };
  });

function provider(notify: Notify): ComposedObject {
  const kind: NotifyKind = notifyKinds[notify.type];
  const { type, channel, username, address = kind.address } = notify;
  const said = { ...(channel !== undefined && { channel }), ...(username !== undefined && { username }) };
  const where = kind.key === 'token' && address !== undefined ? { address } : {};
  return {
    file: `provider-${notifyName(notify)}.yaml`,
    object: object('Provider', notify, { type, ...said, ...where, secretRef: { name: secretOf(notify) } }),
  };
}

const alert = (notify: Notify): ComposedObject => ({
  file: `alert-${notifyName(notify)}.yaml`,
  object: object('Alert', notify, {
    providerRef: { name: notifyName(notify) },
    eventSeverity: notify.severity,
    eventSources: ['GitRepository', 'Kustomization'].map((kind) => ({ kind, name: '*' })),
  }),
  comments: { 'spec.eventSources': 'A release says itself why it failed; its stage says only that it waits.' },
});

const object = (kind: string, notify: Notify, spec: object): KubeObject & { spec: unknown } => ({
  apiVersion,
  kind,
  metadata: { name: notifyName(notify), namespace: fluxNamespace },
  spec,
});

/** The Secrets that the receivers are told with. */
export const notifySecrets = (lab: FluxLab): readonly NeededSecret[] =>
  receiversOf(lab).map((notify) => {
    const { key } = notifyKinds[notify.type];
    const { file, env, sops } = notify.credentials;
    const purpose = `the ${key} that Flux tells ${notifyName(notify)} with`;
    return { namespace: fluxNamespace, name: secretOf(notify), key, purpose, from: { file, env, sops } };
  });
