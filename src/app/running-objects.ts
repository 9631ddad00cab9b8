import type { Snapshot } from '../cluster/snapshot/format.ts';
import { controllerOf } from '../controlplane/kit/ownership.ts';
import { withoutFields } from '../kube/json.ts';
import { groupOf, printRef, type UnknownObject } from '../kube/object.ts';
import type { RepositoryObject } from '../repo/repository.ts';
import { appliersOf } from './appliers.ts';
import { asApplied } from './as-applied.ts';

/**
 * What somebody brought to a cluster of what is there: its delivery, what that installs, and people. Not what controllers made of it, what each
 * cluster has from the start, or what tells only how things are. Each as it was applied, where that is told, and who applied it.
 */
export const runningObjects = ({ objects }: Snapshot): readonly RepositoryObject[] =>
  objects.filter(isBrought).map((object) => {
    const [nearest] = appliersOf(object);
    const stage = appliersOf(object).find(({ does }) => does === 'stage');
    return {
      object: withoutFields(asApplied(object), ['status']) as UnknownObject,
      ...(stage && { appliedBy: stage.name }),
      ...(nearest?.does === 'release' && { madeBy: nearest.ref }),
    };
  });

const isBrought = (object: UnknownObject): boolean =>
  controllerOf(object) === undefined && !isByItself(object) && !isOfEveryCluster(object);

/** Kinds whose objects follow from others, or from the machines. */
const byThemselves: ReadonlySet<string> = new Set(
  [
    '/Event /Node /Endpoints /ComponentStatus /Binding',
    'apps/ControllerRevision coordination.k8s.io/Lease discovery.k8s.io/EndpointSlice events.k8s.io/Event',
    'storage.k8s.io/VolumeAttachment storage.k8s.io/CSINode storage.k8s.io/CSIStorageCapacity',
    'networking.k8s.io/IPAddress networking.k8s.io/ServiceCIDR flowcontrol.apiserver.k8s.io/FlowSchema',
    'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration metrics.k8s.io/NodeMetrics metrics.k8s.io/PodMetrics',
  ].flatMap((line) => line.split(' ')),
);

const isByItself = ({ apiVersion, kind, metadata, type }: UnknownObject & { readonly type?: unknown }): boolean =>
  byThemselves.has(`${groupOf(apiVersion)}/${kind}`) ||
  metadata.annotations?.['pv.kubernetes.io/provisioned-by'] !== undefined ||
  (kind === 'Secret' && (type === 'helm.sh/release.v1' || type === 'kubernetes.io/service-account-token'));

const ofTheSystem = /^kube-(system|public|node-lease)$/;

/** What an API server, and who installs a cluster, makes in each. */
function isOfEveryCluster(object: UnknownObject): boolean {
  const { kind, metadata } = object;
  const { namespace = '', name, labels = {} } = metadata;
  if (appliersOf(object).length > 0) return false;
  if (kind === 'Namespace') return name === 'default' || ofTheSystem.test(name);
  return (
    ofTheSystem.test(namespace) ||
    labels['kubernetes.io/bootstrapping'] !== undefined ||
    labels['kube-aggregator.kubernetes.io/automanaged'] !== undefined ||
    /^(ConfigMap\/.*\/kube-root-ca\.crt|ServiceAccount\/.*\/default|Service\/default\/kubernetes)$/.test(
      printRef(object),
    ) ||
    /^(PriorityClass\/system-|(Cluster)?Role(Binding)?\/(.*\/)?(system:|k3s-|kubeadm:))/.test(printRef(object))
  );
}
