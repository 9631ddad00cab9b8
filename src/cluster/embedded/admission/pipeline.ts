import type { UnknownObject } from '../../../kube/object.ts';
import type { AdmissionDeletion, AdmissionPlugin, AdmissionWrite } from './admission-plugin.ts';
import { defaultIngressClass } from './plugins/default-ingress-class.ts';
import { defaultStorageClass } from './plugins/default-storage-class.ts';
import { defaultTolerationSeconds } from './plugins/default-toleration-seconds.ts';
import { limitRanger } from './plugins/limit-ranger.ts';
import { namespaceLifecycle } from './plugins/namespace-lifecycle.ts';
import { persistentVolumeClaimResize } from './plugins/persistent-volume-claim-resize.ts';
import { podSecurity } from './plugins/pod-security.ts';
import { priority } from './plugins/priority.ts';
import { resourceQuota } from './plugins/resource-quota.ts';
import { serviceAccount } from './plugins/service-account.ts';
import { storageObjectInUseProtection } from './plugins/storage-object-in-use-protection.ts';
import { taintNodesByCondition } from './plugins/taint-nodes-by-condition.ts';
import { validatingWebhooks } from './plugins/validating-webhooks.ts';

/** What every write passes, in the order of kubernetes pkg/kubeapiserver/options/plugins.go AllOrderedPlugins. */
export const plugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  taintNodesByCondition,
  podSecurity,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  persistentVolumeClaimResize,
  defaultIngressClass,
  validatingWebhooks,
  resourceQuota,
];

type Step = 'admit' | 'validate' | 'admitDeletion';

/** The plugins that have something to do at a step, by table: worked out once, as every write asks. */
const known = { admit: new Map(), validate: new Map(), admitDeletion: new Map() } as const satisfies Record<
  Step,
  Map<string, readonly AdmissionPlugin[]>
>;

function pluginsFor(step: Step, table: string): readonly AdmissionPlugin[] {
  const found = known[step].get(table) as readonly AdmissionPlugin[] | undefined;
  if (found) return found;
  const chosen = plugins.filter((plugin) => plugin[step] && (!plugin.tables || plugin.tables.includes(table)));
  known[step].set(table, chosen);
  return chosen;
}

/** The object as the plugins change it, one after the other. */
export function admit(write: AdmissionWrite): UnknownObject {
  let current = write;
  for (const plugin of pluginsFor('admit', write.resource.table)) {
    const object = plugin.admit!(current);
    // Most change nothing.
    if (object !== current.object) current = { ...current, object };
  }
  return current.object;
}

/** Shows the plugins what would be stored; what is returned is to be called when it is stored. */
export function validateAdmitted(write: AdmissionWrite): () => void {
  const notes = pluginsFor('validate', write.resource.table).map((plugin) => plugin.validate!(write));
  return () => {
    for (const note of notes) note?.();
  };
}

/** Asks the plugins about a deletion. */
export function admitDeletion(deletion: AdmissionDeletion): void {
  for (const plugin of pluginsFor('admitDeletion', deletion.resource.table)) plugin.admitDeletion!(deletion);
}
