/** How much of a folder is read. */
export interface ReadLimits {
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Bytes of all manifests: parsed, they take ten times as much. */
  readonly manifestBytes: number;
  /** Bytes of all other files, which are read only when a kustomization names them. */
  readonly otherBytes: number;
  /** Files and folders met on the way. */
  readonly entries: number;
  /** Folders inside each other. */
  readonly depth: number;
}

const mebibyte = 1024 * 1024;

/** What any repository of manifests stays far below, and any machine can hold. */
export const readLimits: ReadLimits = {
  fileBytes: 10 * mebibyte,
  manifestBytes: 32 * mebibyte,
  otherBytes: 1024 * mebibyte,
  entries: 50_000,
  depth: 64,
};

/** Bytes as people read them. */
export const printMebibytes = (bytes: number): string =>
  bytes % mebibyte === 0 ? `${bytes / mebibyte} MiB` : `${(bytes / mebibyte).toFixed(1)} MiB`;
