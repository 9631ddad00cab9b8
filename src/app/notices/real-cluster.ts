import type { Notices } from './notice.ts';

/** What is told of a real cluster, before something is brought up on it and when it is held against its lab. */
export const realClusterNotices: Notices = {
  'node-not-joined': {
    severity: 'error',
    summary: 'A node of the lab is not in the cluster.',
    why: 'who answers for an address is elected among the nodes that are there',
    next: 'join it first, or take it out of the lab file; is this the right context?',
  },
  'node-not-in-lab': {
    severity: 'warning',
    summary: 'A node of the cluster is not in the lab.',
    why: 'pods may run on it, and it may be elected to answer for an address: predictions leave it out',
    next: 'add it to the nodes of the lab file',
  },
  'node-at-another-address': {
    severity: 'error',
    summary: 'A node has another address than the lab says.',
    why: 'the plan of addresses keeps clear of where nodes are in the lab',
    next: 'correct the lab file, or the address of the machine',
  },
  'node-of-another-version': {
    severity: 'warning',
    summary: 'A node runs another version of Kubernetes than the lab says.',
    why: 'what was proven was proven for the version of the lab',
    next: 'write the version of the cluster into the lab file (versions.kubernetes)',
  },
  'another-address': {
    severity: 'error',
    summary: 'A Service has another address in the cluster than the lab plans.',
    why: 'names in DNS, firewalls and clients go by the address that was planned',
    next: '`kubectl describe service` says who gave the address, or why nobody did',
  },
  'not-in-cluster': {
    severity: 'error',
    summary: 'Something that the lab promises is not in the cluster.',
    why: 'nobody answers for it',
    next: 'see whether Flux has applied what holds it; is this the right context?',
  },
  'not-read': {
    severity: 'unknown',
    summary: 'Objects of a kind could not be read from the cluster.',
    why: 'what hangs on them is neither right nor wrong',
    next: 'rights to read them make it known: `gatehouse rbac` prints them',
  },
  'secret-lacking': {
    severity: 'error',
    summary: 'A Secret that has to be there first is not in the cluster, and its values were not given.',
    why: 'what reads it waits for it, and with it everything after it',
    next: 'give the values as the finding says, or make the Secret yourself',
  },
  'entry-rejected': {
    severity: 'error',
    summary: 'The API server refused an object that everything else starts from.',
    why: 'nothing is delivered without it',
    next: 'correct the object, or what it needs to be taken',
  },
  'field-owned-by-another': {
    severity: 'error',
    summary: 'A field that would be written is owned by another manager.',
    why: 'a field of another manager is not taken from it unless it is forced (kubernetes docs reference/using-api/server-side-apply)',
    next: 'let the other give it up, or write the same value; nothing is forced',
  },
  'not-of-the-release': {
    severity: 'error',
    summary: 'An object is there that a release would bring, and it is not of that release.',
    why: 'helm changes only what says by its label and annotations that it belongs to the release (helm pkg/action/validate.go)',
    next: "label and annotate it as the finding says if it is to be the release's, or delete it if it is not wanted",
  },
  'right-lacking': {
    severity: 'error',
    summary: 'Whoever brings a lab up may not do all that this takes.',
    why: 'the API server would refuse it half way, with the rest written',
    next: '`gatehouse rbac LAB --write --engine direct` prints the rights, for somebody who may grant them',
  },
  'not-without-flux': {
    severity: 'error',
    summary: 'Something in the repository cannot be brought to a cluster without Flux.',
    why: '--engine direct does with kubectl and helm what Flux would do, and nothing of it by halves',
    next: 'leave --engine out and let Flux bring it, or change what the finding names',
  },
  'without-flux': {
    severity: 'info',
    summary: 'A repository of Flux was brought to a cluster without Flux.',
    why: 'its stages are brought with kubectl and helm, once: nothing follows the repository afterwards',
    next: 'run it again after each change; leave --engine out to let Flux do it',
  },
  'release-busy': {
    severity: 'error',
    summary: 'Another helm works on a release.',
    why: 'helm works on a release one at a time',
    next: 'wait for the other to end, then run it again',
  },
  'release-failed': {
    severity: 'error',
    summary: 'helm did not come to an end with a release.',
    why: 'nothing after it was begun',
    next: '`gatehouse doctor --context NAME` looks for what stands behind it; mended, run it again',
  },
  'release-left': {
    severity: 'warning',
    summary: 'A release left the lab, and no helm is on PATH to uninstall it.',
    why: 'a release is removed by helm, which remembers what is of it',
    next: 'put helm on PATH and run it again, or uninstall it yourself',
  },
  'left-in-place': {
    severity: 'warning',
    summary: 'An object left the lab and stays in the cluster.',
    why: 'data, and definitions that others use, are never removed without being asked for',
    next: 'the finding names the command that removes it',
  },
  'not-decrypted': {
    severity: 'error',
    summary: 'An encrypted file could not be decrypted, so its Secrets are not made.',
    why: 'what comes after it finds its Secrets missing',
    next: 'give the key of one of its recipients with --age-key FILE',
  },
};
