import type { ComposedSystem, Task } from '../../compose/composed-object.ts';
import type { FluxLab } from './lab.ts';

/** What people must know of Flux as long as it runs. */
export const careOf = ({ repository: { secret } }: FluxLab): Pick<ComposedSystem, 'tasks' | 'pins'> => ({
  tasks: [
    {
      about: 'upgrade',
      text: 'Flux (`versions.flux`): `flux bootstrap` of that version, with the same options, writes its components anew.',
    },
    ...(secret === undefined
      ? []
      : [
          {
            about: 'key',
            text: `The Git credentials in Secret \`${secret}\`: a new key beside the old one at the forge, the Secret made anew, \`flux reconcile source git --all\`, then the old key goes.`,
          } satisfies Task,
        ]),
  ],
  pins: [
    {
      ...{ field: 'flux', datasource: 'github-releases', dependency: 'fluxcd/flux2', extract: '^v(?<version>.+)$' },
      also: [
        { files: '(^|/)README\\.md$', match: 'flux (?:install|bootstrap) [^\\n]*--version=v(?<currentValue>\\d\\S*)' },
      ],
    },
  ],
});
