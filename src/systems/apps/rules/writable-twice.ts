import type { LabRule } from '../../../check/rule.ts';
import { duplicates } from '../../../lab/duplicates.ts';
import type { AppsLab } from '../lab.ts';

export const writableTwice: LabRule<AppsLab> = {
  id: 'writable-twice',
  needs: 'lab',
  severity: 'error',
  summary: 'A writable folder of an app is named twice.',
  why: 'the API server refuses a container with two mounts at one path: `must be unique` (kubernetes pkg/apis/core/validation)',
  check: ({ apps }) =>
    apps.flatMap((app, i) =>
      duplicates(app.writable, (folder) => [folder.replace(/\/+$/, '')]).map(({ key, index }) => ({
        path: ['apps', i, 'writable', index],
        message: `${key} of app ${app.name} is writable twice`,
        hint: 'name it once',
      })),
    ),
  examples: {
    passing: [{ 'apps.0.writable': ['/data', '/data/cache'] }],
    failing: [{ 'apps.0.writable': ['/data', '/data/'] }],
  },
};
