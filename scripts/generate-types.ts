// The types of Kubernetes' objects and of those of the systems, from their schemas; the versions of charts, from their data.
import { emitAll } from './emit.ts';
import { chartFiles } from './types/chart-files.ts';
import { kubernetesTypes } from './types/kubernetes-types.ts';
import { systemTypes } from './types/system-types.ts';

emitAll([...kubernetesTypes(), ...systemTypes(), ...chartFiles()]);
