/** Fields of the lab file that hold parts of several systems, and what they are about. */
export const sharedFields = {
  storage: 'Where apps keep their data.',
} as const;

/** Name of a field that several systems share. */
export type SharedField = keyof typeof sharedFields;
