// The types of Kubernetes' objects, from their schemas.
import { emitAll } from './emit.ts';
import { kubernetesTypes } from './types/kubernetes-types.ts';

emitAll(kubernetesTypes());
