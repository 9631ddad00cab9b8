// Flux's controllers from their published modules, in which the modules of their own kinds are left out: those are published by themselves.
import { join } from 'node:path';
import { copied, flags, forgetCopies, go, moduleFolder, pinned } from './modules.mjs';

/** The module of one controller. */
export const fluxModule = (name) => pinned(`github.com/fluxcd/${name}`);

/** Flux's own Helm is a fork that the module proxy does not hold: upstream's, which the module asks for, takes its place. */
const dropped = (name) => [`github.com/fluxcd/${name}/api`, ...(name === 'helm-controller' ? ['helm.sh/helm/v4'] : [])];

/** Builds one controller. */
export function buildFlux(name, target) {
  const source = copied(moduleFolder(fluxModule(name)), name);
  go(['mod', 'edit', ...dropped(name).map((module) => `-dropreplace=${module}`)], source);
  go(['build', '-mod=mod', ...flags, '-o', target, '.'], source);
  forgetCopies(source);
}

/** Path of upstream's own Deployment of a controller. */
export const deploymentOf = (name) => join(moduleFolder(fluxModule(name)), 'config/manager/deployment.yaml');
