import type { System } from '../system.ts';
import { claims } from './claims.ts';
import { component } from './component.ts';
import { playAuthelia } from './sign-in/play-pod.ts';
import { signIn } from './sign-in/sign-in.ts';

/** Authelia: people sign in at it, and the gate asks it who may enter. */
export const system: System = {
  id: 'authelia',
  title: 'Authelia',
  docs: 'https://www.authelia.com/',
  upstream: '4.39.20',
  claims,
  assumptions: [],
  component,
  playPod: playAuthelia,
  signIn,
};
