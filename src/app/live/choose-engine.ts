import { GatehouseError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import { groupOf } from '../../kube/object.ts';
import { isGroupOfFlux } from '../../repo/flux-objects.ts';
import { stepsOfFlux } from '../../repo/flux-steps.ts';
import { readRepository } from '../../repo/repository.ts';
import { shortName } from '../follow-steps.ts';
import type { Subject } from '../load-subject.ts';
import type { Engine, LiveOptions } from './bringing.ts';
import { directEngine } from './direct-engine.ts';
import { fluxEngine } from './flux-engine.ts';

/**
 * What brings a subject to a cluster: what was asked for, or what fits its files. Throws a GatehouseError where the files say nothing that
 * it could go by.
 */
export function chooseEngine(path: string, subject: Subject, options: LiveOptions): Engine {
  const repository = readRepository(subject.tree);
  const { entry, install } = repository;
  const wanted = options.engine ?? (install ? 'direct' : 'flux');
  if (wanted === 'flux' && entry.length > 0) return fluxEngine(subject, options);
  if (wanted === 'direct' && install) return directEngine(subject, install, options);
  if (wanted === 'direct' && entry.length > 0) return withoutFlux(subject, options);
  if (wanted === 'flux' && install)
    throw new GatehouseError(`${path} is installed by commands: Flux reads nothing of it`, {
      hint: 'leave --engine out, or choose a repository.layout that Flux reads',
    });
  throw new GatehouseError(`${path} holds nothing that starts a delivery: nothing would be applied`, {
    hint: 'name the lab, or the folder of the repository that holds its GitRepository and Kustomizations, or its steps.yaml',
  });
}

/** The stages of Flux one after the other, where somebody wants them without it. */
function withoutFlux(subject: Subject, options: LiveOptions): Engine {
  const { plan, releases, leftOut, refusals, standsFor } = stepsOfFlux(readRepository(subject.tree), subject.releases);
  const first = leftOut.slice(0, namedAtMost).join(', ');
  const more = leftOut.length - namedAtMost;
  const left: Finding = {
    code: 'without-flux',
    severity: 'info',
    message: `what only Flux reads is left out: ${first}${more > 0 ? ` and ${more} more` : ''}`,
    why: '--engine direct brings the stages of Flux with kubectl and helm, once: nothing follows the repository afterwards',
    hint: 'run it again after each change; leave --engine out to let Flux do it',
  };
  const steps = new Map([...standsFor].map(([step, name]) => [`Command ${shortName(step, plan.folder)}`, name]));
  const engine = directEngine({ ...subject, releases }, plan, options);
  return {
    name: engine.name,
    brings: (object) => !isGroupOfFlux(groupOf(object.apiVersion)),
    prepare: async () => (refusals.length > 0 ? refusals : [left, ...(await engine.prepare())]),
    // A step is ready when what it stands for was to be.
    bring: (predicted) =>
      engine.bring(
        new Map([...steps].flatMap(([key, name]) => (predicted.has(name) ? [[key, predicted.get(name)!]] : []))),
      ),
  };
}

/** Objects that are named one by one. */
const namedAtMost = 6;
