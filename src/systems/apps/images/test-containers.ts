import type { RunContainer } from './image.ts';

/** A container that says nothing of itself. */
export const bareContainer: Omit<RunContainer, 'image'> = {
  otherProgram: false,
  args: [],
  env: new Map(),
  moreEnv: false,
  ports: [],
  probes: [],
  mounts: [],
  nonRoot: false,
  readOnlyRoot: false,
};
