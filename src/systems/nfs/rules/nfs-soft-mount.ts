import type { LabRule, ObjectsRule, Problem, RuleFile } from '../../../check/rule.ts';
import { exampleVolume, volumesOf } from '../../kubernetes/rule-volumes.ts';
import type { NfsLab } from '../lab.ts';
import { sharesOf } from '../lab-shares.ts';

const facts = {
  id: 'nfs-soft-mount',
  severity: 'warning',
  summary: 'A share that is written to is mounted soft.',
  why: 'a soft mount fails a write that the server does not answer in time, and what was not written yet is lost (docs of nfs-utils, nfs(5): soft and softerr)',
} as const;

const hint = 'leave it out: a hard mount, the default, waits for the server; readOnly: true needs no more';

/** The option that makes a mount soft, and its place; undefined where writes wait. */
function softOption(options: readonly string[]): { readonly option: string; readonly index: number } | undefined {
  const words = options.map((option) => option.split(',').map((word) => word.trim()));
  if (words.some((each) => each.includes('ro'))) return undefined;
  const index = words.findIndex((each) => each.includes('soft') || each.includes('softerr'));
  return index < 0 ? undefined : { option: options[index]!, index };
}

const inLab: LabRule<NfsLab> = {
  ...facts,
  needs: 'lab',
  check: (lab) =>
    sharesOf(lab).flatMap(({ name, mountOptions, readOnly }) => {
      const soft = softOption(mountOptions);
      if (!soft || readOnly) return [];
      const message = `share ${name} is mounted ${soft.option}: what apps write is lost when the server is slow`;
      return [{ path: ['storage', 'nfs', name, 'mountOptions', soft.index], message, hint }];
    }),
  examples: {
    passing: [
      { 'storage.nfs': { media: { server: '192.168.88.5', path: '/mnt', mountOptions: ['soft'], readOnly: true } } },
      { 'storage.nfs': { media: { server: '192.168.88.5', path: '/mnt', mountOptions: ['hard', 'nfsvers=4.2'] } } },
    ],
    failing: [{ 'storage.nfs': { media: { server: '192.168.88.5', path: '/mnt', mountOptions: ['soft'] } } }],
  },
};

const inObjects: ObjectsRule = {
  ...facts,
  needs: 'objects',
  check: (input) =>
    volumesOf(input).flatMap(({ object: { spec }, on }): Problem[] => {
      const soft = softOption(spec?.mountOptions ?? []);
      const isRead = spec?.nfs?.readOnly || (spec?.accessModes ?? []).every((mode) => mode === 'ReadOnlyMany');
      if (!spec?.nfs || !soft || isRead) return [];
      const message = `it is mounted ${soft.option}: what is written to it is lost when the server is slow`;
      return [{ on, path: ['spec', 'mountOptions', soft.index], message, hint }];
    }),
  examples: {
    passing: [exampleVolume({ mountOptions: ['hard'] }), exampleVolume({ mountOptions: ['soft', 'ro'] }, 'other')],
    failing: [exampleVolume({ mountOptions: ['nfsvers=4.1,soft'] })],
  },
};

export const nfsSoftMount: RuleFile<NfsLab> = [inLab, inObjects];
