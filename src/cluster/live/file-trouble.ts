import { codeOf, messageOf } from '../../core/errors.ts';

const troubles: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EISDIR: 'is a folder, and no file',
  EACCES: 'may not be read by whoever runs this',
  ELOOP: 'is a link that leads in a circle',
};

/** Why a file of a kubeconfig could not be read; read after its name. */
export const fileTrouble = (thrown: unknown): string =>
  troubles[codeOf(thrown) ?? ''] ?? `cannot be read: ${messageOf(thrown)}`;
