import { codeOf, messageOf } from '../core/errors.ts';

const texts: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a file stands where a folder is needed',
  EEXIST: 'a file stands where a folder is needed',
  EISDIR: 'a folder stands where a file is needed',
  EXDEV: 'another disk is mounted there',
  EBUSY: 'something is mounted over it',
  ELOOP: 'links lead in circles',
  ENAMETOOLONG: 'the name is too long',
};

/** Why a disk refused something, in words and without the paths of system calls. */
export const diskTrouble = (cause: unknown): string => texts[codeOf(cause) ?? ''] ?? messageOf(cause);
