import type { ComposedSystem } from '../../compose/composed-object.ts';

/** What people must know of the login as long as it runs. */
export const care: Pick<ComposedSystem, 'tasks' | 'pins'> = {
  tasks: [
    {
      about: 'person',
      text: 'An entry in the users file, with the digest that `authelia crypto hash generate argon2` prints and the groups; the Secret is made anew from it, and Authelia started anew: `kubectl rollout restart`.',
    },
    {
      about: 'key',
      text: 'The keys of Authelia may be changed one at a time, but for that of the storage: `authelia storage encryption change-key` first, or second factors are lost.',
    },
  ],
  pins: [{ field: 'authelia', datasource: 'docker', dependency: 'ghcr.io/authelia/authelia' }],
};
