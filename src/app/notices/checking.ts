import type { Notices } from './notice.ts';

/** What is told while rules look, and when a platform is played. */
export const checkingNotices: Notices = {
  'rule-failed': {
    severity: 'warning',
    summary: 'A rule of Gatehouse failed on these objects.',
    why: 'it is a mistake of ours: what it would have found is not known, everything else is',
    next: 'report it with the objects it names',
  },
  'suppression-without-reason': {
    severity: 'info',
    summary: 'A rule is silenced by a comment that gives no reason.',
    why: 'whoever meets it later cannot tell whether it still holds',
    next: 'write the reason behind it: # gatehouse: ignore=RULE because …',
  },
  'unused-suppression': {
    severity: 'warning',
    summary: 'A comment silences a rule that finds nothing there, or that does not exist.',
    why: 'it would silence a mistake that comes later',
    next: 'remove it',
  },
  'node-not-described': {
    severity: 'unknown',
    summary: 'Pods ask for nodes with labels, and nothing says which nodes there are.',
    why: 'whether they are placed hangs on labels of nodes',
    next: 'a lab file (--lab FILE), or --node NAME=ADDRESS for each node, makes it known',
  },
  'controller-failed': {
    severity: 'info',
    summary: 'A controller met an error while a platform was brought up, and went on.',
    why: 'it tries again, as the real one does',
    next: 'look at the object it names, where the verdict is not what you expect',
  },
  'controller-never-settles': {
    severity: 'error',
    summary: 'A controller changes an object again and again, and never comes to rest.',
    why: 'on a real cluster it would go on for ever, and whoever watches the object never comes to rest',
    next: 'two sources want it differently: leave what goes to and fro to one of them',
  },
  'work-never-ends': {
    severity: 'error',
    summary: 'Controllers make and undo what others react to, without time passing.',
    why: 'on a real cluster it would keep the API server busy for ever',
    next: 'look at the objects these controllers write',
  },
  'secret-by-hand': {
    severity: 'info',
    summary: 'A Secret is needed that stands in no file: a person makes it.',
    why: 'a stand-in was put in its place: what comes after it is proven for a Secret that is right',
    next: 'make it before the first start; the guide of the repository says how',
  },
  'step-failed': {
    severity: 'error',
    summary: 'A command of a repository that is installed by commands fails in the embedded cluster.',
    why: 'the commands after it find nothing to go on from',
    next: 'mend what it says in the lab file, or in the files it applies',
  },
  'snapshot-lacks': {
    severity: 'unknown',
    summary: 'A snapshot lacks objects that whoever took it could not read.',
    why: 'what hangs on them is played as if there were none',
    next: 'a snapshot by somebody who may read them: `gatehouse rbac` prints the rights',
  },
  'kind-not-served': {
    severity: 'unknown',
    summary: 'Objects of a snapshot were left out: the definition of their kind is not in it.',
    why: 'an API server keeps objects of kinds that it serves alone',
    next: 'a snapshot that holds the definition makes it known',
  },
  'outage-too-long': {
    severity: 'error',
    summary: 'A fault costs a host longer than its budget.',
    why: 'the budget stands in the lab file or in gatehouse.yaml; the finding names the last thing that clients wait for',
    next: '`gatehouse drill` shows who notices when; the finding says what would shorten it',
  },
  'outage-perhaps-too-long': {
    severity: 'unknown',
    summary: 'A fault may cost a host longer than its budget: it hangs on the moment.',
    why: 'upstream leaves open when in its interval it looks',
    next: 'a budget above the whole range, or a shorter interval',
  },
  'outage-not-drilled': {
    severity: 'unknown',
    summary: 'A host has a budget for outages, and it was not drilled.',
    why: 'a host that answers nobody has no outage that could be measured',
    next: 'mend its route first, or correct the name in the policy',
  },
  'policy-file-invalid': {
    severity: 'error',
    summary: 'A policy says something that is none: a field, a fault or a network that does not exist.',
    why: 'a policy that is misread would look kept',
    next: 'correct it as the finding says; docs/reference/lab.md lists what a policy may say',
  },
  'policy-broken': {
    severity: 'error',
    summary: 'What a policy of your own demands does not hold.',
    why: 'it was computed over all client addresses and all faults; the finding shows one that breaks it',
    next: 'change what lets it in, or the policy, if that is what is meant',
  },
  'policy-not-known': {
    severity: 'unknown',
    summary: 'Whether a policy of your own holds is not known.',
    why: 'something on the way is not known, and a policy is never called kept for that',
    next: 'the finding says what would make it known',
  },
};
