import type { LabRule } from '../../../check/rule.ts';
import type { AppsLab } from '../lab.ts';
import { isExclusive, volumesOf } from '../lab-mounts.ts';

export const volumeOfOneNode: LabRule<AppsLab> = {
  id: 'volume-of-one-node',
  needs: 'lab',
  severity: 'warning',
  summary: 'An app of several pods has a volume that one node holds at a time.',
  why: 'pods on another node wait for a ReadWriteOnce volume for ever (kubernetes pkg/controller/volume/attachdetach/reconciler)',
  check: ({ apps, nodes }) =>
    apps.flatMap((app, i) => {
      const volume = volumesOf(app).find(isExclusive);
      if (app.chart || !volume || app.replicas < 2 || nodes.length < 2) return [];
      const message = `app ${app.name} has ${app.replicas} pods, and only one node at a time can hold ${volume.folder}`;
      return [{ path: ['apps', i, 'replicas'], message, hint: 'write replicas: 1, or shared: true at the volume' }];
    }),
  examples: {
    passing: [
      { 'apps.0.replicas': 1, 'apps.0.volumes': { '/data': '1Gi' } },
      { 'apps.0.replicas': 2, 'apps.0.volumes': { '/data': { size: '1Gi', shared: true } } },
    ],
    failing: [{ 'apps.0.replicas': 2, 'apps.0.volumes': { '/data': '1Gi' } }],
  },
};
