import { z } from 'zod';
import { checkedText, filledText, objectNameText, versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { fluxNamespace } from './component-names.ts';
import { gitUrlProblem } from './sources/git-url.ts';

const gitUrlText = checkedText(gitUrlProblem);

const Folders = z
  .strictObject({
    cluster: filledText.default('cluster').describe('What Flux reads first: the stages.'),
    controllers: filledText.default('infra/controller').describe('Controllers, a folder each.'),
    configs: filledText.default('infra/config').describe('What needs its controller to be up, a folder each.'),
    sources: filledText.default('infra/helmrepositories').describe('All Helm repositories.'),
    apps: filledText.default('apps').describe('Apps, a folder each.'),
  })
  .describe('Names of the folders in the repository.');

const RepositorySettings = z
  .strictObject({
    url: gitUrlText.describe(
      'The Git repository Flux reads: `https://…`, or `ssh://git@…` with a `secret`; not `git@…:…`, which Flux refuses.',
    ),
    branch: filledText.default('main').describe('The branch Flux follows.'),
    layout: z.enum(['controllers-configs']).default('controllers-configs').describe('How the repository is laid out.'),
    folders: Folders.prefault({}),
    secret: objectNameText
      .optional()
      .describe(
        'Secret in `flux-system` with the Git credentials, made by hand: `identity` and `known_hosts` for `ssh://`, `username` and `password` for `https://`.',
      ),
  })
  .describe('The Git repository that holds the platform.');

const fields = { repository: RepositorySettings };
const versions = { flux: versionText.default('2.9.4').describe('Flux version.') };

/** What Flux sees of a lab. */
export type FluxLab = LabWith<typeof fields, typeof versions>;

/** The repository that Flux reads. */
export const slice = {
  place: 30,
  fields,
  versions,
  namespaces: [fluxNamespace],
  examples: {
    repository: 'repository: { url: https://github.com/me/lab.git }',
    'repository.url': 'url: https://github.com/me/lab.git',
  },
} satisfies LabSlice;
