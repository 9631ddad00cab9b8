import type { LabCase, Replacement } from './changes.ts';

/** Mistakes in the repository and how it is delivered. */
export const deliveryCases: readonly LabCase[] = [
  ...(['../other', '/srv/git', 'a/../../b'] as const).map((folder): [string, string, string, Replacement] => [
    'folder-outside-repository',
    `folder apps: ${folder}`,
    folder,
    ['/ops/cluster.git\n', `/ops/cluster.git\n  folders:\n    apps: ${folder}\n`],
  ]),
  [
    'folder-outside-repository',
    "folder apps: .git/apps is Git's own",
    '.git/apps',
    ['/ops/cluster.git\n', '/ops/cluster.git\n  folders:\n    apps: .git/apps\n'],
  ],
  [
    'folders-overlap',
    'folder apps (cluster/apps) lies in folder cluster (cluster)',
    'cluster/apps',
    ['/ops/cluster.git\n', '/ops/cluster.git\n  folders:\n    apps: cluster/apps\n'],
  ],
  [
    'folders-overlap',
    'folder apps (./infra/config/) lies in folder configs (infra/config)',
    './infra/config/',
    ['/ops/cluster.git\n', '/ops/cluster.git\n  folders:\n    apps: ./infra/config/\n'],
  ],
  [
    'folders-unused',
    'nothing goes into work: the layout clusters has folders of its own',
    'work',
    ['/ops/cluster.git\n', '/ops/cluster.git\n  layout: clusters\n  folders:\n    apps: work\n'],
  ],
  [
    'notify-incomplete',
    'telegram is not reached without channel',
    'type: telegram',
    ['network:\n', 'delivery:\n  notify:\n    - type: telegram\n      credentials: { env: T }\nnetwork:\n'],
  ],
  [
    'notify-twice',
    'slack is the name of two receivers',
    'type: slack',
    [
      'network:\n',
      'delivery:\n  notify:\n    - { name: slack, type: discord, credentials: { env: T } }\n    - type: slack\n      credentials: { env: T }\nnetwork:\n',
    ],
  ],
  [
    'notify-unheard',
    'nobody is told',
    'notify:',
    ['/ops/cluster.git\n', '/ops/cluster.git\n  layout: plain\n'],
    ['network:\n', 'delivery:\n  notify:\n    - { type: slack, credentials: { env: T } }\nnetwork:\n'],
  ],
  [
    'repository-without-url',
    'is read by Flux',
    'repository:',
    ['  url: https://git.home.example.org/ops/cluster.git\n', '  branch: main\n'],
  ],
];
