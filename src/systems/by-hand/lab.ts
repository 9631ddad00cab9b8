import type { LabSlice, LabWith } from '../../lab/slice.ts';

const fields = {};

/** What delivery by hand sees of a lab. */
export type ByHandLab = LabWith<typeof fields>;

/** Delivery by hand owns no field: `repository.layout` says whether it is wanted. */
export const slice = { place: 35, fields } satisfies LabSlice;
