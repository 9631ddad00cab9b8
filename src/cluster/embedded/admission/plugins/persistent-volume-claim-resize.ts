import { compareQuantities } from '../../../../kube/quantity.ts';
import { forbidden } from '../../api/refusals.ts';
import { kind as claims, requestedSize } from '../../kinds/core/persistent-volume-claim.ts';
import { record } from '../../kinds/shared/checks.ts';
import { kind as storageClasses } from '../../kinds/storage/storage-class.ts';
import { type AdmissionPlugin, askedName } from '../admission-plugin.ts';

/** A claim grows only when it is bound, and its class lets its volumes grow: plugin/pkg/admission/storage/persistentvolume/resize/admission.go */
export const persistentVolumeClaimResize = {
  name: 'PersistentVolumeClaimResize',
  tables: [claims.table],
  validate: ({ operation, request, resource, object, old, state }) => {
    if (operation !== 'UPDATE' || !old || request.subresource !== undefined) return undefined;
    const [size, before] = [requestedSize(object), requestedSize(old)];
    if (!size || !before || compareQuantities(size, before) <= 0) return undefined;
    const name = askedName(object);
    if (record(old.status).phase !== 'Bound')
      throw forbidden(resource, name, 'Only bound persistent volume claims can be expanded');
    const className = record(object.spec).storageClassName;
    const found = className ? state.store.get(storageClasses.table, '', String(className)) : undefined;
    if (className === record(old.spec).storageClassName && found?.allowVolumeExpansion === true) return undefined;
    const text =
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
    throw forbidden(resource, name, text);
  },
} satisfies AdmissionPlugin;
