import type { ComposedSystem } from '../../compose/composed-object.ts';

/** What people must know of encrypted files as long as there are some. */
export const care: Pick<ComposedSystem, 'tasks' | 'ignored'> = {
  tasks: [
    {
      about: 'person',
      text: 'Who is to edit secrets makes a key (`gatehouse secrets init` in a folder of their own), and sends the recipient. It goes under `secrets.sops.age` of the lab file; then render, and `gatehouse secrets rotate` each encrypted file.',
    },
    {
      about: 'key',
      text: 'An age key: the recipient of the new one into the lab file beside the old one, render, `gatehouse secrets rotate` each encrypted file, give the cluster the new key, then take the old recipient out, render and rotate again. Whoever had the old key may have read every value: change those, too.',
    },
  ],
  ignored: ['*.agekey', 'keys.txt'],
};
