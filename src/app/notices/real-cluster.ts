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
};
