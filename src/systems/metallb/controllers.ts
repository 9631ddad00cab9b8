import type { Controller } from '../../cluster/controller.ts';
import type { ControllerOptions } from '../system.ts';
import { freshMemory } from './allocator-memory.ts';
import { speakerFailureSeconds } from './assumptions.ts';
import { allocationController } from './controller-allocation.ts';
import { poolStatusController } from './controller-pool-status.ts';
import { speakerController } from './controller-speaker.ts';
import { freshSpeakerMemory } from './speaker-memory.ts';

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
