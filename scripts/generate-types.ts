// The types of Kubernetes' objects and of those of the systems, from their schemas.
import { emitAll } from './emit.ts';
import { kubernetesTypes } from './types/kubernetes-types.ts';
import { systemTypes } from './types/system-types.ts';

emitAll([...kubernetesTypes(), ...systemTypes()]);
