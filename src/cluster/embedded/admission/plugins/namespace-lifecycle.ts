import { forbidden, notFound } from '../../api/refusals.ts';
import { kind as namespaces } from '../../kinds/core/namespace.ts';
import type { AdmissionPlugin } from '../admission-plugin.ts';

const resource = { group: '', plural: namespaces.table.slice(1) };
const immortal = new Set(['default', 'kube-system', 'kube-public']);

/** Nothing is made in a namespace that is not there or about to go: apiserver pkg/admission/plugin/namespace/lifecycle/admission.go */
export const namespaceLifecycle = {
  name: 'NamespaceLifecycle',
  admit: (write) => {
    if (write.operation !== 'CREATE' || !write.resource.namespaced) return write.object;
    const { namespace = '', name } = write.object.metadata;
    const home = write.state.store.get(namespaces.table, '', namespace);
    if (!home) throw notFound(resource, namespace);
    if (home.metadata.deletionTimestamp === undefined) return write.object;
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    const message = `namespace ${namespace} is being terminated`;
    const cause = { reason: 'NamespaceTerminating', message, field: 'metadata.namespace' };
    throw forbidden(write.resource, name, why, [cause]);
  },
  admitDeletion: (deletion) => {
    if (deletion.resource.table !== namespaces.table || !immortal.has(deletion.name)) return;
    throw forbidden(deletion.resource, deletion.name, 'this namespace may not be deleted');
  },
} satisfies AdmissionPlugin;
