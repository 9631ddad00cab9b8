import type { Notices } from './notice.ts';

const kept = 'what was pushed once stays in the history of the repository';

/** What is told of encrypted files, and of Secrets that should be. */
export const secretNotices: Notices = {
  'secret-in-clear': {
    severity: 'error',
    summary: 'A Secret stands in the repository in clear.',
    why: kept,
    next: '`gatehouse secrets encrypt FILE`, and change the values if the file was ever pushed',
  },
  'secret-not-encrypted': {
    severity: 'error',
    summary: 'A file that .sops.yaml says is encrypted is not.',
    why: kept,
    next: '`gatehouse secrets encrypt FILE`, and change the values if the file was ever pushed',
  },
  'secret-changed-in-place': {
    severity: 'error',
    summary: 'An encrypted file was changed by hand: its code of authenticity does not fit any more.',
    why: 'sops refuses such a file; Flux does not look at the code, and would apply it (kustomize-controller internal/decryptor/decryptor.go)',
    next: 'take the change back, then make it with `gatehouse secrets edit`',
  },
  'secret-recipients-differ': {
    severity: 'error',
    summary: 'A file is encrypted for other people than .sops.yaml names.',
    why: 'recipients are written into a file when it is encrypted; a change of the rules does not reach it',
    next: '`gatehouse secrets rotate FILE`',
  },
  'secret-not-verified': {
    severity: 'unknown',
    summary: 'Whether an encrypted file is whole is not known without its key.',
    why: 'its code of authenticity is encrypted, too',
    next: 'the age key makes it known: --key FILE, or SOPS_AGE_KEY_FILE',
  },
  'encrypted-file-not-read': {
    severity: 'unknown',
    summary: 'A file looks encrypted, and SOPS would not read it.',
    why: 'what is in it is not known, and Flux stops at it',
    next: 'the finding says what SOPS has against it',
  },
  'encrypted-secret-missing': {
    severity: 'error',
    summary: 'A Secret that the lab needs is to be kept encrypted in a file that is not there.',
    why: 'Flux builds the folder with everything it lists: one missing file stops the whole stage',
    next: '`gatehouse secrets init LAB` makes it',
  },
  'encrypted-secret-composed': {
    severity: 'error',
    summary: 'A Secret is to be kept in a file that Gatehouse composes.',
    why: 'a file of the repository is either composed or kept by a person',
    next: 'name another file for the Secret',
  },
};
