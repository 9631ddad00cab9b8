/** Name of the lab file in a folder. */
export const labFileName = 'lab.yaml';
