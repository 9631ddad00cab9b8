import type { LabRule } from '../../../check/rule.ts';
import { duplicates } from '../../../lab/duplicates.ts';
import type { AppsLab } from '../lab.ts';

export const duplicateAppName: LabRule<AppsLab> = {
  id: 'duplicate-app-name',
  needs: 'lab',
  severity: 'error',
  summary: 'Two apps have the same name.',
  why: 'the name is the folder and the namespace of the app: the second would overwrite the first',
  check: (lab) =>
    duplicates(lab.apps, (app) => [app.name]).map(({ key, index, first }) => ({
      path: ['apps', index, 'name'],
      message: `app ${key} is named twice: apps[${first}] and apps[${index}]`,
      hint: 'give each app a name of its own',
    })),
  examples: {
    passing: [{ 'apps.1': { name: 'other', image: 'nginx:1.29', hosts: ['other.home.example.org'] } }],
    failing: [{ 'apps.1': { name: 'hello', image: 'nginx:1.29', hosts: ['other.home.example.org'] } }],
  },
};
