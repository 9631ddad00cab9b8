import type { LabRule } from '../../../check/rule.ts';
import type { AppsLab } from '../lab.ts';
import { shareOf } from '../lab-volume-words.ts';

export const shareNotKnown: LabRule<AppsLab> = {
  id: 'share-not-known',
  needs: 'lab',
  severity: 'error',
  summary: 'A volume of an app names a share that the lab has not.',
  why: 'a name without a server is one of `storage.nfs`, and nothing can be mounted by any other',
  check: ({ apps }, { shares }) =>
    apps.flatMap((app, i) =>
      Object.entries(app.volumes).flatMap(([folder, volume]) => {
        const named = typeof volume !== 'string' && typeof volume.nfs === 'string' ? shareOf(volume.nfs) : undefined;
        if (!named || shares.some(({ name }) => name === named.share)) return [];
        const there = shares.map(({ name }) => name).join(', ');
        const hint =
          there === '' ? `write it as storage: { nfs: { ${named.share}: SERVER:/FOLDER } }` : `name one of ${there}`;
        const message = `app ${app.name} mounts share ${named.share} at ${folder}, and storage.nfs has none of that name`;
        return [{ path: ['apps', i, 'volumes', folder, 'nfs'], message, hint }];
      }),
    ),
  examples: {
    passing: [
      { 'storage.nfs': { media: '192.168.88.5:/mnt' }, 'apps.0.volumes': { '/media': { nfs: 'media/films' } } },
      { 'apps.0.volumes': { '/media': { nfs: '192.168.88.5:/mnt/media' } } },
    ],
    failing: [{ 'storage.nfs': { media: '192.168.88.5:/mnt' }, 'apps.0.volumes': { '/media': { nfs: 'films' } } }],
  },
};
