import type { Roles } from '../../../compose/roles.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import { disabledOf } from '../component-config.ts';
import { inPlaceOf } from '../component-names.ts';
import type { K3sLab } from '../lab.ts';
import { servicelbAccount, servicelbNamespace } from '../servicelb/names.ts';

/** The account that servicelb makes when it starts, unless it is left out (k3s pkg/cloudprovider/servicelb.go ensureServiceLBServiceAccount). */
export const servicelb = (lab: object, roles: Roles): readonly UnknownObject[] =>
  disabledOf(lab as K3sLab, roles).includes(inPlaceOf.loadBalancer)
    ? []
    : [{ ...kinds.ServiceAccount, metadata: { name: servicelbAccount, namespace: servicelbNamespace } }];
