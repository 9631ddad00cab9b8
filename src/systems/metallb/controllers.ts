import type { Controller } from '../../cluster/controller.ts';
import type { ControllerOptions } from '../system.ts';
import { allocationController } from './allocation/allocation-controller.ts';
import { freshMemory } from './allocation/allocator-memory.ts';
import { poolStatusController } from './allocation/pool-status-controller.ts';
import { speakerController } from './announcement/speaker-controller.ts';
import { freshSpeakerMemory } from './announcement/speaker-memory.ts';
import { speakerFailureSeconds } from './assumptions.ts';

/** MetalLB's controller and speakers for one cluster. */
export function metallbControllers(
  options: Pick<ControllerOptions, 'installed' | 'assumption'>,
): readonly Controller[] {
  const installed = options.installed ?? 'by-objects';
  const memory = freshMemory();
  return [
    allocationController(memory, installed),
    poolStatusController(memory),
    speakerController(freshSpeakerMemory(), installed, options.assumption(speakerFailureSeconds)),
  ];
}
