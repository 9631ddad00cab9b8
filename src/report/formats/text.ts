import { printCheckReport } from '../check-text.ts';
import type { ReportFormat } from './format.ts';

/** For a person at a terminal. */
export const format: ReportFormat = {
  id: 'text',
  says: 'a person at a terminal: at most 40 lines unless `--all` is given',
  print: ({ report, ...options }) => printCheckReport(report, options),
};
