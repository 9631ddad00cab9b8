import type { Notices } from './notice.ts';

/** What is told when a repository is composed out of a lab file, beside what a person keeps in it. */
export const composingNotices: Notices = {
  'edit-conflict': {
    severity: 'warning',
    summary: 'A composed file was edited, and the edits do not merge with what is composed now.',
    why: 'both sides changed the same lines, or there is nothing left to merge them into',
    next: 'move your edits into a file of your own, or into the lab file; `--force` takes what is composed',
  },
  'file-not-composed': {
    severity: 'warning',
    summary: 'A file that the lab composes was edited, or stands there of your own: it is looked at as it stands.',
    why: '`gatehouse render` does not overwrite what it did not write',
    next: 'say it in the lab file or in a file beside it, or take the composed one: `gatehouse render --force`',
  },
  'own-file-kept': {
    severity: 'info',
    summary: 'Nothing is composed in the place of a file of your own.',
    why: '`gatehouse render` does not overwrite what it did not write',
    next: 'move it away to have it composed, or say that it is not wanted: repository.extras',
  },
  'own-file-left-behind': {
    severity: 'warning',
    summary: 'A file of your own stands in a folder where nothing is composed any more, and nobody applies it.',
    why: 'files of a person are neither moved nor removed',
    next: 'move it to where it belongs now, or remove it',
  },
  'own-values-refused': {
    severity: 'error',
    summary: 'A chart refuses the values that the lab file gives its release.',
    why: 'values are checked against values.schema.json of the chart before anything is rendered (helm pkg/chart/common/util/jsonschema.go)',
    next: 'write them as this version of the chart knows them, or choose another under `versions`',
  },
  'patch-matches-nothing': {
    severity: 'error',
    summary: 'A patch of the lab file changes nothing.',
    why: 'kustomize passes over a target that selects nothing (kustomize api/resmap/reswrangler.go)',
    next: 'correct kind, name and namespace of its target; what a chart makes is reached by `release`',
  },
};
