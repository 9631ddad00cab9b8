import type { ServedResource } from '../../api/registry.ts';
import { bindingTable, eventTable, leaseTable, namespaceTable, nodeTable, priorityClassTable } from './cluster.ts';
import {
  flowSchemaTable,
  mutatingPolicyTable,
  policyBindingTable,
  priorityLevelTable,
  signingRequestTable,
  validatingPolicyTable,
} from './control.ts';
import { customTable } from './custom.ts';
import {
  addressTable,
  attachmentTable,
  attributesClassTable,
  capacityTable,
  claimedTable,
  componentTable,
  sliceTable,
  storageNodeTable,
} from './devices.ts';
import { cronJobTable, jobTable } from './jobs.ts';
import {
  endpointSliceTable,
  endpointsTable,
  ingressClassTable,
  ingressTable,
  networkPolicyTable,
  serviceCidrTable,
  serviceTable,
} from './network.ts';
import { podTable } from './pod.ts';
import { autoscalerTable, driverTable, quotaTable, runtimeClassTable, webhooksTable } from './policy.ts';
import {
  claimTable,
  configMapTable,
  defaultTable,
  disruptionBudgetTable,
  plainTable,
  secretTable,
  storageClassTable,
  volumeTable,
} from './storage.ts';
import type { TableKind } from './table-kind.ts';
import {
  daemonSetTable,
  deploymentTable,
  podTemplateTable,
  replicaSetTable,
  replicationControllerTable,
  revisionTable,
  statefulSetTable,
} from './workloads.ts';

const builtin: Readonly<Record<string, TableKind>> = {
  '/componentstatuses': componentTable,
  '/configmaps': configMapTable,
  '/endpoints': endpointsTable,
  '/events': eventTable,
  '/namespaces': namespaceTable,
  '/nodes': nodeTable,
  '/persistentvolumeclaims': claimTable,
  '/persistentvolumes': volumeTable,
  '/pods': podTable,
  '/podtemplates': podTemplateTable,
  '/replicationcontrollers': replicationControllerTable,
  '/resourcequotas': quotaTable,
  '/secrets': secretTable,
  '/serviceaccounts': plainTable,
  '/services': serviceTable,
  'admissionregistration.k8s.io/mutatingadmissionpolicies': mutatingPolicyTable,
  'admissionregistration.k8s.io/mutatingadmissionpolicybindings': policyBindingTable,
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': webhooksTable,
  'admissionregistration.k8s.io/validatingadmissionpolicies': validatingPolicyTable,
  'admissionregistration.k8s.io/validatingadmissionpolicybindings': policyBindingTable,
  'admissionregistration.k8s.io/validatingwebhookconfigurations': webhooksTable,
  'apps/controllerrevisions': revisionTable,
  'apps/daemonsets': daemonSetTable,
  'apps/deployments': deploymentTable,
  'apps/replicasets': replicaSetTable,
  'apps/statefulsets': statefulSetTable,
  'autoscaling/horizontalpodautoscalers': autoscalerTable,
  'batch/cronjobs': cronJobTable,
  'batch/jobs': jobTable,
  'certificates.k8s.io/certificatesigningrequests': signingRequestTable,
  'coordination.k8s.io/leases': leaseTable,
  'discovery.k8s.io/endpointslices': endpointSliceTable,
  'flowcontrol.apiserver.k8s.io/flowschemas': flowSchemaTable,
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations': priorityLevelTable,
  'networking.k8s.io/ingressclasses': ingressClassTable,
  'networking.k8s.io/ingresses': ingressTable,
  'networking.k8s.io/ipaddresses': addressTable,
  'networking.k8s.io/networkpolicies': networkPolicyTable,
  'networking.k8s.io/servicecidrs': serviceCidrTable,
  'node.k8s.io/runtimeclasses': runtimeClassTable,
  'policy/poddisruptionbudgets': disruptionBudgetTable,
  'rbac.authorization.k8s.io/clusterrolebindings': bindingTable,
  'rbac.authorization.k8s.io/rolebindings': bindingTable,
  'resource.k8s.io/deviceclasses': plainTable,
  'resource.k8s.io/resourceclaims': claimedTable,
  'resource.k8s.io/resourceclaimtemplates': plainTable,
  'resource.k8s.io/resourceslices': sliceTable,
  'scheduling.k8s.io/priorityclasses': priorityClassTable,
  'storage.k8s.io/csidrivers': driverTable,
  'storage.k8s.io/csinodes': storageNodeTable,
  'storage.k8s.io/csistoragecapacities': capacityTable,
  'storage.k8s.io/storageclasses': storageClassTable,
  'storage.k8s.io/volumeattachments': attachmentTable,
  'storage.k8s.io/volumeattributesclasses': attributesClassTable,
};

/** How objects of a resource are shown: columns and cells of kubernetes pkg/printers/internalversion/printers.go, or of its definition. */
export function tableKindOf(resource: ServedResource): TableKind {
  if (resource.custom) return customTable(resource.custom);
  return builtin[resource.table] ?? defaultTable;
}
