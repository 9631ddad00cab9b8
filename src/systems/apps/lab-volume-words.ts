const words = {
  size: true,
  class: true,
  shared: true,
  localPath: true,
  nfs: true,
  configMap: true,
  secret: true,
  emptyDir: true,
  hostPath: true,
  readOnly: true,
} as const;

/** A word of a mapping that says what a volume is. */
export type VolumeWord = keyof typeof words;

/** Whether it is such a word: what is none of them is a class. */
export const isVolumeWord = (word: string): boolean => Object.hasOwn(words, word);

/** The share and the folder in it that a volume names; undefined for a folder of a server that is named itself. */
export function shareOf(nfs: string): { readonly share: string; readonly folder?: string } | undefined {
  const [, share, folder] = /^([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)(?:\/([^\s:]*[^\s:/])\/*)?$/.exec(nfs) ?? [];
  return share === undefined ? undefined : { share, ...(folder !== undefined && { folder }) };
}
