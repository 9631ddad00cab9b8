import type { Finding } from '../core/finding.ts';
import { parseLabFile } from './lab-file.ts';

export const findingsOf = async (text: string): Promise<readonly Finding[]> =>
  (await parseLabFile(text, 'lab.yaml')).findings;
