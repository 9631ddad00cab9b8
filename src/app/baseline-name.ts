/** Name of the file of known findings that is taken where none is named. */
export const baselineName = 'gatehouse-baseline.json';
