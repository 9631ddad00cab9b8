import { appFiles, appNames } from './apps.ts';
import type { Choices, Fields, Files } from './choices.ts';
import { configs, controllers, entry, objectOf, stage, under } from './platform.ts';

const decryption = { provider: 'sops', secretRef: { name: 'sops-age' } };
const readsSettings = { substituteFrom: [{ kind: 'ConfigMap', name: 'settings' }] };

const settings = (choices: Choices): Fields =>
  objectOf('v1', 'ConfigMap', 'flux-system/settings', { data: { DOMAIN: choices.domain } });

const component: Fields = {
  apiVersion: 'kustomize.config.k8s.io/v1alpha1',
  kind: 'Component',
  labels: [{ pairs: { 'example.org/lab': 'home' } }],
};

/** A repository that is right, as the choices want it. */
export function repositoryOf(choices: Choices): Files {
  const names = choices.clusters === 2 ? ['home', 'away'] : ['home'];
  const shared = {
    ...under('infra/controllers', controllers(choices)),
    ...under('infra/configs', configs(choices)),
    'components/labels/kustomization.yaml': [component],
    ...apps(choices),
  };
  return Object.assign({}, shared, ...names.map((name) => cluster(choices, `clusters/${name}`)));
}

function apps(choices: Choices): Files {
  const files = choices.apps.flatMap((app, index) => {
    const name = appNames[index]!;
    return Object.entries(appFiles(name, app, choices)).map(([path, documents]) => [`apps/${name}/${path}`, documents]);
  });
  const folders = choices.apps.map((_, index) => appNames[index]!);
  const one = choices.layout === 'clusters' ? [] : [['apps/kustomization.yaml', [{ resources: folders }]]];
  return Object.fromEntries([...files, ...one]);
}

/** What one cluster applies of it, and in which order. */
function cluster(choices: Choices, folder: string): Files {
  const variables: Fields = choices.variables ? { postBuild: readsSettings } : {};
  const start = choices.variables ? [{ name: 'settings' }] : [];
  const first: Files = choices.variables
    ? {
        [`${folder}/settings.yaml`]: [stage(choices, 'settings', './settings', { wait: true })],
        'settings/settings.yaml': [settings(choices)],
      }
    : {};
  const inApps = (name: string, path: string) =>
    stage(choices, name, path, { dependsOn: [{ name: 'configs' }, ...start], decryption, ...variables });
  const appStages =
    choices.layout === 'clusters'
      ? choices.apps.map((_, index) => inApps(appNames[index]!, `./apps/${appNames[index]}`))
      : [inApps('apps', './apps')];
  return {
    ...entry(choices, folder),
    ...first,
    [`${folder}/infra.yaml`]: [
      stage(choices, 'controllers', './infra/controllers', { wait: true }),
      stage(choices, 'configs', './infra/configs', { wait: true, dependsOn: [{ name: 'controllers' }] }),
    ],
    [`${folder}/apps.yaml`]: appStages,
  };
}
