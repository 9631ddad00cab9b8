import type { Notices } from './notice.ts';

const unseen = 'what stands in it is seen by no rule and in no proof';

/** What is told of files and folders of a repository. */
export const readingNotices: Notices = {
  'yaml-syntax': {
    severity: 'error',
    summary: 'A manifest is no valid YAML.',
    why: 'kustomize and kubectl stop at it, and with them everything in the same build (sigs.k8s.io/yaml)',
    next: 'mend the place the finding shows',
  },
  'yaml-aliases': {
    severity: 'error',
    summary: 'Aliases of a manifest contain themselves, or expand to far more than is written.',
    why: 'readers of Kubernetes refuse it (go.yaml.in/yaml decode.go: excessive aliasing)',
    next: 'write out what they stand for',
  },
  'yaml-too-deep': {
    severity: 'error',
    summary: 'A manifest is nested deeper than readers of Kubernetes go.',
    why: 'they refuse it (go.yaml.in/yaml parserc.go: exceeded max depth)',
    next: 'make it flatter',
  },
  'yaml-not-finite': {
    severity: 'error',
    summary: 'A value of a manifest is infinite or no number.',
    why: 'JSON has no such value, and the API takes JSON (encoding/json: unsupported value)',
    next: 'put it in quotes if a text is meant',
  },
  'yaml-too-large': {
    severity: 'error',
    summary: 'A document is larger than what is read of one.',
    why: 'an object of that size is taken by no API server (etcd keeps 1.5 MiB)',
    next: 'split it, or keep what is no manifest elsewhere',
  },
  'file-not-utf8': {
    severity: 'error',
    summary: 'A manifest is no UTF-8.',
    why: 'YAML is Unicode: kustomize and kubectl refuse other bytes',
    next: 'save it as UTF-8; the finding names the first byte that is none',
  },
  'file-unreadable': {
    severity: 'error',
    summary: 'A file of the repository may not be read, or the disk refuses it.',
    why: unseen,
    next: 'give yourself the right to read it, or look at the disk',
  },
  'folder-unreadable': {
    severity: 'error',
    summary: 'A folder of the repository may not be read, or the disk refuses it.',
    why: unseen,
    next: 'give yourself the right to read it, or look at the disk',
  },
  'link-broken': {
    severity: 'info',
    summary: 'A symbolic link leads to nothing, or in a circle.',
    why: unseen,
    next: 'remove it, or let it lead to a file',
  },
  'link-leaves-root': {
    severity: 'warning',
    summary: 'A symbolic link leads out of the repository.',
    why: 'nobody who clones the repository has what it leads to, and kustomize refuses files outside of it',
    next: 'put the file into the repository',
  },
  'reading-limit': {
    severity: 'unknown',
    summary: 'A repository is larger than what is read of one: its files, its depth, or one file of it.',
    why: unseen,
    next: 'name the folder that is meant, or split the file',
  },
  'reading-passed-over': {
    severity: 'info',
    summary: 'Files were passed over: they are very large, or pipes, sockets and devices.',
    why: unseen,
    next: 'nothing, where they are no manifests',
  },
  'files-not-applied': {
    severity: 'info',
    summary: 'Manifests stand in the repository that nothing applies: archives, drafts, what was commented out.',
    why: 'what nobody applies can neither work nor fail',
    next: 'nothing, where that is meant; else add them to the kustomization beside them',
  },
  'cluster-not-followed': {
    severity: 'unknown',
    summary:
      'What an object leads to was not looked at: another of its name is applied in the same cluster, or its folder is not here.',
    why: 'a cluster has one Kustomization of a name (fluxcd/website guides/repository-structure)',
    next: 'a folder for each cluster, or `--cluster NAME` makes it known',
  },
  'application-not-followed': {
    severity: 'unknown',
    summary: 'What an Application of Argo CD brings is not known.',
    why: 'its source is elsewhere, or of a kind that is not followed',
    next: 'plain manifests or a kustomization in a folder of this repository make it known',
  },
  'no-flux-entry': {
    severity: 'unknown',
    summary: 'Nothing in the repository says how its objects come to a cluster.',
    why: 'without an entry point there is no order, and nothing that could be proven',
    next: 'a Kustomization of Flux, an Application of Argo CD, or a lab file (--lab) makes it known',
  },
  'kustomize-build-not-known': {
    severity: 'unknown',
    summary: 'A folder needs something that is not here to be built: a remote base, a plugin, an encrypted file.',
    why: 'kustomize asks the network or another program for it',
    next: 'the finding says what would make it known',
  },
  'substitution-not-known': {
    severity: 'unknown',
    summary: 'Variables are filled in from something whose values are not known.',
    why: 'a text with an unknown part is never judged by the part that is known',
    next: 'a key (--age-key) or the ConfigMap beside the repository makes it known',
  },
  'chart-not-known': {
    severity: 'unknown',
    summary: 'A chart is not at hand, so what its release makes is not known.',
    why: 'a release without its objects is taken for ready, and the proof says so',
    next: '`gatehouse charts pull`, `--online`, or helm on PATH makes it known',
  },
  'chart-version-near': {
    severity: 'info',
    summary: 'A chart was answered for by what is known of a version near it.',
    why: 'names and ports change seldom between versions, and sometimes they do',
    next: '`gatehouse charts pull` brings the version itself',
  },
  'images-not-known': {
    severity: 'info',
    summary: 'Registries did not say what an image is.',
    why: 'its ports, its user and its volumes are not known then',
    next: 'the finding says what the registry answered; a login of `docker login` is used',
  },
  'step-not-known': {
    severity: 'error',
    summary: 'The list of steps of a repository that is installed by commands holds one that is none.',
    why: 'nobody knows what it would do, and whether what comes after it may go on',
    next: 'render the lab again: the file is written by Gatehouse',
  },
  'values-file-missing': {
    severity: 'error',
    summary: 'A command names a file of values that is not there.',
    why: 'helm stops at it',
    next: 'render the lab again, or write the file',
  },
};
