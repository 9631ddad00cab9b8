import { builtinResources } from '../../kube/builtin-resources.ts';
import type { JsonObject } from '../../kube/json.ts';
import { groupOf } from '../../kube/object.ts';

/** Where the pod of a kind stands. */
const podPaths: Readonly<Record<string, string>> = {
  Pod: 'spec',
  PodTemplate: 'template/spec',
  ReplicationController: 'spec/template/spec',
  Deployment: 'spec/template/spec',
  ReplicaSet: 'spec/template/spec',
  DaemonSet: 'spec/template/spec',
  StatefulSet: 'spec/template/spec',
  Job: 'spec/template/spec',
  CronJob: 'spec/jobTemplate/spec/template/spec',
};

const podKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  volumes: ['name'],
};

const containerKeys: Readonly<Record<string, readonly string[]>> = {
  env: ['name'],
  volumeDevices: ['devicePath'],
  volumeMounts: ['mountPath'],
};

const otherKeys: Readonly<Record<string, readonly string[]>> = {
  'Service/spec/ports': ['port', 'protocol'],
  'ServiceAccount/secrets': ['name'],
  'MutatingWebhookConfiguration/webhooks': ['name'],
  'ValidatingWebhookConfiguration/webhooks': ['name'],
  'Node/status/addresses': ['type'],
  'Node/spec/podCIDRs': [],
  'CSINode/spec/drivers': ['name'],
  'Pod/status/podIPs': ['ip'],
};

const known: ReadonlySet<string> = new Set(builtinResources.map(({ group, kind }) => `${group}/${kind}`));

/**
 * By what the elements of a list of an object are told apart when a strategic merge patch is applied: key fields, none for a
 * set of scalars, undefined for a list that is replaced as a whole. As the OpenAPI document inside kustomize says
 * (x-kubernetes-patch-merge-key, x-kubernetes-list-map-keys); lists of kinds it does not know are replaced.
 */
export function mergeKeysOf(object: JsonObject): (path: string) => readonly string[] | undefined {
  const kind = String(object.kind);
  if (!known.has(`${groupOf(String(object.apiVersion))}/${kind}`)) return () => undefined;
  const pod = podPaths[kind];
  return (path) => {
    if (path === 'metadata/ownerReferences') return ['uid'];
    if (path.endsWith('metadata/finalizers')) return [];
    if (path === 'status/conditions') return ['type'];
    if (pod !== undefined && path.startsWith(`${pod}/`)) return keysInPod(path.slice(pod.length + 1));
    return otherKeys[`${kind}/${path}`];
  };
}

function keysInPod(path: string): readonly string[] | undefined {
  const [list, field, ...rest] = path.split('/');
  if (field === undefined) return podKeys[list!];
  if (rest.length > 0 || !list!.toLowerCase().endsWith('containers')) return undefined;
  // Debug containers have no ports that could be merged.
  if (field === 'ports') return list === 'ephemeralContainers' ? undefined : ['containerPort', 'protocol'];
  return containerKeys[field];
}
