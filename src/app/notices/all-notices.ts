import { checkingNotices } from './checking.ts';
import { composingNotices } from './composing.ts';
import { labFileNotices } from './lab-file.ts';
import type { Notices } from './notice.ts';
import { readingNotices } from './reading.ts';
import { realClusterNotices } from './real-cluster.ts';
import { secretNotices } from './secrets.ts';

/** A part of the notices: what they are about, as a heading has it. */
export interface NoticePart {
  readonly title: string;
  readonly notices: Notices;
}

/** All notices, by what they are about. */
export const noticeParts: readonly NoticePart[] = [
  { title: 'Lab file', notices: labFileNotices },
  { title: 'Repository', notices: readingNotices },
  { title: 'Checks and proof', notices: checkingNotices },
  { title: 'Composing', notices: composingNotices },
  { title: 'Secrets', notices: secretNotices },
  { title: 'Real cluster', notices: realClusterNotices },
];
