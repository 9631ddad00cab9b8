import { checkLabBy } from '../check/check-lab.ts';
import { type LabReading, parseLab } from '../lab/parse-lab.ts';
import { readLab } from '../lab/read-lab.ts';
import { type Lab, labDefinition } from './lab.ts';
import { labRules } from './lab-rules.ts';

const language = { definition: labDefinition, check: checkLabBy(labRules) };

/** What became of a lab file. */
export type LabFileReading = LabReading<Lab>;

/** Reads the text of a lab file with all that the systems know of it. Every problem is a finding; nothing is thrown for bad input. */
export const parseLabFile = (text: string, file: string): Promise<LabFileReading> => parseLab(text, file, language);

/** Reads a lab file, or the lab.yaml of a folder, with all that the systems know of it. */
export const readLabFile = (path: string): Promise<LabFileReading> => readLab(path, language);
