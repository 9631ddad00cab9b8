import { printJson } from '../json.ts';
import type { ReportFormat } from './format.ts';

/** For programs: all that is known of each finding. */
export const format: ReportFormat = {
  id: 'json',
  says: 'programs: all there is, as described in [JSON output](json.md#check); the same as `--output json`',
  print: ({ report }) => [printJson(report)],
};
