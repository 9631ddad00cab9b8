export * from './types/apps.ts';
export * from './types/cluster.ts';
export { kinds } from './types/kinds.ts';
export * from './types/network.ts';
export * from './types/pod.ts';
