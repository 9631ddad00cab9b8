import type { Delivers } from '../delivery.ts';
import { appliers } from './apply/appliers.ts';
import { fluxNamespace } from './component-names.ts';
import { fluxKinds } from './objects.ts';

const controllers = ['source-controller', 'kustomize-controller', 'helm-controller'];

/**
 * Flux in a real cluster: `flux install` puts its components there (flux2 cmd/flux/install.go), and an object is looked at once when its
 * annotation has another value (fluxcd/pkg apis/meta/annotations.go ReconcileRequestAnnotation).
 */
export const delivers: Delivers = {
  controllers: controllers.map((name) => `${fluxNamespace}/${name}`),
  install: (lab) => {
    const version = lab?.versions.flux.replace(/^v/, '');
    return {
      program: 'flux',
      args: ['install', `--namespace=${fluxNamespace}`, ...(version === undefined ? [] : [`--version=v${version}`])],
    };
  },
  asked: [fluxKinds.GitRepository, ...appliers.map(({ kind }) => kind)],
  askedBy: 'reconcile.fluxcd.io/requestedAt',
};
