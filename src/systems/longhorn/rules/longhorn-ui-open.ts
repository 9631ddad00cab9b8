import type { LabRule } from '../../../check/rule.ts';
import type { StoringLab } from '../component-nodes.ts';
import { inLonghorn, place } from '../rule-lab.ts';

const ui = (access: unknown) => ({ storage: { longhorn: { ui: { host: 'longhorn.home.example.org', access } } } });

export const longhornUiOpen: LabRule<StoringLab> = {
  id: 'longhorn-ui-open',
  needs: 'lab',
  severity: 'warning',
  summary: 'The UI of Longhorn is open to everyone, without a login.',
  why: 'the UI asks nobody who they are (longhorn website docs, accessing-the-ui): whoever opens it may delete volumes and backups',
  check: inLonghorn((_, options) => {
    if (options.ui?.access !== 'everyone') return [];
    const message = 'the Longhorn UI is open to everyone, and has no login of its own';
    return [{ path: place('ui', 'access'), message, hint: 'write access: trusted, or { group: admins } with a login' }];
  }),
  examples: {
    passing: [ui('trusted'), ui('lan'), ui({ group: 'admins' })],
    failing: [ui('everyone')],
  },
};
