import { GatehouseError } from '../../core/errors.ts';
import { readRepository } from '../../repo/repository.ts';
import type { Subject } from '../load-subject.ts';
import type { Engine, LiveOptions } from './bringing.ts';
import { directEngine } from './direct-engine.ts';
import { fluxEngine } from './flux-engine.ts';

/**
 * What brings a subject to a cluster: what was asked for, or what fits its files. Throws a GatehouseError where the files say nothing that
 * it could go by.
 */
export function chooseEngine(path: string, subject: Subject, options: LiveOptions): Engine {
  const { entry, install } = readRepository(subject.tree);
  const wanted = options.engine ?? (install ? 'direct' : 'flux');
  if (wanted === 'flux' && entry.length > 0) return fluxEngine(subject, options);
  if (wanted === 'direct' && install) return directEngine(subject, install, options);
  if (wanted === 'flux' && install)
    throw new GatehouseError(`${path} is installed by commands: Flux reads nothing of it`, {
      hint: 'leave --engine out, or choose a repository.layout that Flux reads',
    });
  throw new GatehouseError(`${path} holds nothing that starts a delivery: nothing would be applied`, {
    hint: 'name the lab, or the folder of the repository that holds its GitRepository and Kustomizations, or its steps.yaml',
  });
}
