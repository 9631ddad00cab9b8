import type { PersistentVolumeClaim } from '../../kube/types.ts';
import type { Cause } from './playbook.ts';
import type { SeenCluster } from './seen-cluster.ts';

/** What provisioners say, and what stands behind it (kubernetes-csi/external-provisioner pkg/controller, rancher/local-path-provisioner provisioner.go). */
const readings: readonly (readonly [says: RegExp, cause: string, fix: string])[] = [
  [
    /only support(s)? .*access mode|unsupported access mode|access mode .* not supported/i,
    'its provisioner makes no volumes of the access mode that it asks for',
    'ask for ReadWriteOnce, or for a class whose storage several nodes can write to; a claim is changed by making it anew',
  ],
  [
    /no local path available on node|configuration .* node .* not found|config doesn't contain node/i,
    'its provisioner has no folder on the node that was chosen',
    'name a folder for that node in the configuration of the provisioner, or let the pod run on another node',
  ],
  [
    /insufficient|not enough (free )?(space|storage|capacity)|no space left|out of (space|capacity)|no .* has room|ResourceExhausted/i,
    'its storage has no room for it',
    'ask for less, free room, or add a disk',
  ],
  [
    /secrets? "[^"]*" not found|failed to get secret|error getting secret/i,
    'the Secret that its class names for the provisioner is not there',
    'make that Secret, or correct the parameters of the class',
  ],
  [
    /exceeded quota/i,
    'its namespace may not claim so much storage',
    'raise the ResourceQuota of the namespace, or ask for less',
  ],
  [
    /forbidden|unauthorized|permission denied|access denied/i,
    'its provisioner may not do what it has to',
    'give the account of the provisioner the rights that the message names, here or at the storage',
  ],
  [
    /DeadlineExceeded|context deadline|connection refused|no route to host|i\/o timeout|Unavailable/i,
    'its storage does not answer the provisioner',
    'look whether the storage runs and is reached from the node of the provisioner',
  ],
];

/** The last word of a provisioner that could not make a volume; undefined where none has said so. */
export const failureOf = (claim: PersistentVolumeClaim, seen: SeenCluster): string | undefined =>
  seen.events(claim).find(({ reason, message }) => reason === 'ProvisioningFailed' && message)?.message;

/** The cause behind a provisioner's failure, with its words as evidence. */
export function explainFailure(message: string, provisioner: string): Pick<Cause, 'likelihood' | 'cause' | 'fix'> {
  const known = readings.find(([says]) => says.test(message));
  if (known) return { likelihood: 'certain', cause: known[1], fix: known[2] };
  return {
    likelihood: 'likely',
    cause: `${provisioner} cannot make its volume: ${message}`,
    fix: 'mend what its provisioner says, and read the log of that',
  };
}
