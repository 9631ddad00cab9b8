/** Chart versions that the model was compared with, newest first. */
export const comparedVersions = ['v1.21.1'] as const;

/** Whether a chart version, with or without a leading `v`, is of a minor that the model was compared with. */
export const isCompared = (version: string): boolean => /^v?1\.21\.\d+$/.test(version);
