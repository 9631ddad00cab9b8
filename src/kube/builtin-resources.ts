import type { ResourceInfo } from './resource.ts';

/** All verbs of an ordinary resource, in the order discovery prints them. */
export const allVerbs: readonly string[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

/** A kind the API server serves by itself. */
export interface BuiltinResource extends ResourceInfo {
  readonly verbs: readonly string[];
  /** `metadata.generation` counts the changes of its spec. */
  readonly counted: boolean;
}

/**
 * One group version a block, one kind a line: plural, kind, scope (`ns` or `-`), short names, categories, subresources, and
 * `gen` when the generation is counted, or `verbs=` when not all verbs are served. Kubernetes 1.36.
 */
const table = `
v1
bindings Binding ns - - - verbs=create
componentstatuses ComponentStatus - cs - - verbs=get,list
configmaps ConfigMap ns cm - -
endpoints Endpoints ns ep - -
events Event ns ev - -
limitranges LimitRange ns limits - -
namespaces Namespace - ns - finalize,status verbs=create,delete,get,list,patch,update,watch
nodes Node - no - proxy,status
persistentvolumeclaims PersistentVolumeClaim ns pvc - status
persistentvolumes PersistentVolume - pv - status
pods Pod ns po all attach,binding,ephemeralcontainers,eviction,exec,log,portforward,proxy,resize,status gen
podtemplates PodTemplate ns - - - gen
replicationcontrollers ReplicationController ns rc all scale,status gen
resourcequotas ResourceQuota ns quota - status
secrets Secret ns - - -
serviceaccounts ServiceAccount ns sa - token
services Service ns svc all proxy,status

admissionregistration.k8s.io/v1
mutatingadmissionpolicies MutatingAdmissionPolicy - - api-extensions - gen
mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding - - api-extensions - gen
mutatingwebhookconfigurations MutatingWebhookConfiguration - - api-extensions - gen
validatingadmissionpolicies ValidatingAdmissionPolicy - - api-extensions status gen
validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding - - api-extensions - gen
validatingwebhookconfigurations ValidatingWebhookConfiguration - - api-extensions - gen

apiextensions.k8s.io/v1
customresourcedefinitions CustomResourceDefinition - crd,crds api-extensions status gen

apiregistration.k8s.io/v1
apiservices APIService - - api-extensions status

apps/v1
controllerrevisions ControllerRevision ns - - -
daemonsets DaemonSet ns ds all status gen
deployments Deployment ns deploy all scale,status gen
replicasets ReplicaSet ns rs all scale,status gen
statefulsets StatefulSet ns sts all scale,status gen

authentication.k8s.io/v1
selfsubjectreviews SelfSubjectReview - - - - verbs=create
tokenreviews TokenReview - - - - verbs=create

authorization.k8s.io/v1
localsubjectaccessreviews LocalSubjectAccessReview ns - - - verbs=create
selfsubjectaccessreviews SelfSubjectAccessReview - - - - verbs=create
selfsubjectrulesreviews SelfSubjectRulesReview - - - - verbs=create
subjectaccessreviews SubjectAccessReview - - - - verbs=create

autoscaling/v2
horizontalpodautoscalers HorizontalPodAutoscaler ns hpa all status

batch/v1
cronjobs CronJob ns cj all status gen
jobs Job ns - all status gen

certificates.k8s.io/v1
certificatesigningrequests CertificateSigningRequest - csr - approval,status

coordination.k8s.io/v1
leases Lease ns - - -

discovery.k8s.io/v1
endpointslices EndpointSlice ns - - - gen

events.k8s.io/v1
events Event ns ev - -

flowcontrol.apiserver.k8s.io/v1
flowschemas FlowSchema - - - status gen
prioritylevelconfigurations PriorityLevelConfiguration - - - status gen

networking.k8s.io/v1
ingressclasses IngressClass - - - - gen
ingresses Ingress ns ing - status gen
ipaddresses IPAddress - ip - -
networkpolicies NetworkPolicy ns netpol - - gen
servicecidrs ServiceCIDR - - - status

node.k8s.io/v1
runtimeclasses RuntimeClass - - - -

policy/v1
poddisruptionbudgets PodDisruptionBudget ns pdb - status gen

rbac.authorization.k8s.io/v1
clusterrolebindings ClusterRoleBinding - - - -
clusterroles ClusterRole - - - -
rolebindings RoleBinding ns - - -
roles Role ns - - -

resource.k8s.io/v1
deviceclasses DeviceClass - - - - gen
resourceclaims ResourceClaim ns - - status
resourceclaimtemplates ResourceClaimTemplate ns - - -
resourceslices ResourceSlice - - - - gen

scheduling.k8s.io/v1
priorityclasses PriorityClass - pc - - gen

storage.k8s.io/v1
csidrivers CSIDriver - - - -
csinodes CSINode - - - -
csistoragecapacities CSIStorageCapacity ns - - -
storageclasses StorageClass - sc - -
volumeattachments VolumeAttachment - - - status
volumeattributesclasses VolumeAttributesClass - vac - -
`;

/** Every kind the API server serves by itself, in the order of the table (groups as `kubectl api-resources` prints them). */
export const builtinResources: readonly BuiltinResource[] = table.trim().split('\n\n').flatMap(readGroupVersion);

function readGroupVersion(block: string): readonly BuiltinResource[] {
  const [apiVersion = '', ...rows] = block.split('\n');
  const slash = apiVersion.indexOf('/');
  const group = apiVersion.slice(0, Math.max(slash, 0));
  return rows.map((row) => readRow(row, group, apiVersion.slice(slash + 1)));
}

function readRow(row: string, group: string, version: string): BuiltinResource {
  const [plural = '', kind = '', scope, shortNames = '', categories = '', subresources = '', ...more] = row.split(' ');
  const list = (text: string): readonly string[] => (text === '-' ? [] : text.split(','));
  const verbs = more.find((word) => word.startsWith('verbs='));
  return {
    group,
    version,
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: list(shortNames),
    categories: list(categories),
    namespaced: scope === 'ns',
    subresources: list(subresources),
    verbs: verbs ? list(verbs.slice('verbs='.length)) : allVerbs,
    counted: more.includes('gen'),
  };
}
