import * as z from 'zod';
import { forgeIds, type LabCore, layoutIds } from '../../lab/lab-core.ts';
import { checkedText, durationText, filledText, nameText, objectNameText, versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { fluxNamespace } from './component-names.ts';
import { DeliverySettings } from './lab-notify.ts';
import { gitUrlProblem } from './sources/git-url.ts';

const gitUrlText = checkedText(gitUrlProblem);

/** Names of the folders where the lab gives none. */
export const defaultFolders = {
  cluster: 'cluster',
  controllers: 'infra/controller',
  configs: 'infra/config',
  sources: 'infra/helmrepositories',
  apps: 'apps',
} as const;

const Folders = z
  .strictObject({
    cluster: filledText.default(defaultFolders.cluster).describe('What Flux reads first: the stages.'),
    controllers: filledText.default(defaultFolders.controllers).describe('Controllers, a folder each.'),
    configs: filledText.default(defaultFolders.configs).describe('What needs its controller to be up, a folder each.'),
    sources: filledText.default(defaultFolders.sources).describe('All Helm repositories.'),
    apps: filledText.default(defaultFolders.apps).describe('Apps, a folder each.'),
  })
  .describe('Names of the folders in the repository.');

const Releases = z
  .strictObject({
    interval: durationText.default('30m').describe('How often each release is looked at again without a change.'),
    timeout: durationText
      .default('5m')
      .describe('How long an install or upgrade may take; a stage should be given longer than its releases.'),
  })
  .describe('Time for the releases of charts.');

const Extras = z
  .strictObject({
    readme: z
      .boolean()
      .default(true)
      .describe(
        '`README.md`: the map, the start, addresses, who may enter, what comes later, the firewall of the nodes.',
      ),
    gitignore: z.boolean().default(true).describe('`.gitignore`: what holds secrets in clear.'),
    renovate: z.boolean().default(true).describe('`renovate.json`: where every pinned version stands.'),
    preCommit: z.boolean().default(true).describe('`.pre-commit-config.yaml`: what is looked at before a commit.'),
    workflow: z
      .enum(forgeIds)
      .default('github')
      .describe('The forge for whose runners a workflow proves each change; `none` for no workflow.'),
  })
  .describe('What is written beside the manifests; a file of your own by one of these names stays as it is.');

const RepositorySettings = z
  .strictObject({
    url: gitUrlText
      .optional()
      .describe(
        'The Git repository Flux reads: `https://…` or `ssh://git@…`; not `git@…:…`, which Flux refuses. The layout `plain` needs none.',
      ),
    branch: filledText.default('main').describe('The branch Flux follows.'),
    layout: z
      .enum(layoutIds)
      .default('controllers-configs')
      .describe(
        'How the repository is laid out: `controllers-configs` (a stage for each system), `clusters` (controllers, configs, apps; a folder for each cluster) or `plain` (manifests and values for kubectl and helm, without Flux).',
      ),
    path: filledText.default('.').describe('Folder of the repository that all others lie in.'),
    cluster: nameText
      .optional()
      .describe('Layout `clusters`: name of the folder of this cluster; default is the name of the lab.'),
    interval: durationText.default('30m').describe('How often each stage is looked at again without a change.'),
    timeout: durationText.default('10m').describe('How long a stage may take to get ready.'),
    releases: Releases.prefault({}),
    charts: z
      .enum(['repositories', 'oci'])
      .default('repositories')
      .describe(
        'Where Flux takes charts from: `repositories` of Helm, or `oci`, the registry of each chart that is published in one.',
      ),
    folders: Folders.prefault({}),
    extras: Extras.prefault({}),
    secret: objectNameText
      .optional()
      .describe(
        'Secret in `flux-system` with the Git credentials, default is `flux-system`. `flux bootstrap` makes it unless it is there: with `identity` and `known_hosts` for `ssh://`, with `username` and `password` for `https://`.',
      ),
  })
  .describe('The Git repository that holds the platform.');

const fields = {
  repository: RepositorySettings.prefault({ layout: 'plain' }).describe(
    'The Git repository that holds the platform. Left out, the layout is `plain`.',
  ),
  delivery: DeliverySettings.optional(),
};
const versions = { flux: versionText.default('2.9.4').describe('Flux version.') };

/** What Flux sees of a lab. */
export type FluxLab = LabWith<typeof fields, typeof versions>;

/** Whether Flux reads the repository of a lab. */
export const readsRepository = ({ repository }: Pick<LabCore, 'repository'>): boolean => repository.layout !== 'plain';

/** The repository that Flux reads. */
export const slice = {
  place: 30,
  fields,
  versions,
  namespaces: [fluxNamespace],
  examples: {
    'delivery.notify.type': 'type: discord',
    'delivery.notify.credentials': 'credentials: { env: DISCORD_WEBHOOK }',
    'delivery.notify[].type': 'type: discord',
    'delivery.notify[].credentials': 'credentials: { env: DISCORD_WEBHOOK }',
  },
  secretFields: ['credentials'],
} satisfies LabSlice;
