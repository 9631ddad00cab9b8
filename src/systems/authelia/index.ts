import type { System } from '../system.ts';
import { claims } from './claims.ts';
import { signIn } from './sign-in/sign-in.ts';

/** Authelia: people sign in at it, and the gate asks it who may enter. */
export const system: System = {
  id: 'authelia',
  title: 'Authelia',
  docs: 'https://www.authelia.com/',
  upstream: '4.39.20',
  claims,
  assumptions: [],
  playPod: async (...of) => (await import('./sign-in/play-pod.ts')).playAuthelia(...of),
  signIn,
};
