import type { Component } from '../../compose/component.ts';
import { rulesFile, writeCreationRules } from '../../sops/creation-rules.ts';
import { care } from './component-care.ts';
import type { SopsLab } from './lab.ts';

/** SOPS as the lab has it: the rules by which files are encrypted, and how the cluster gets the key. Nothing runs for it. */
export const component: Component<SopsLab> = {
  id: 'sops',
  provides: {},
  needs: [],
  isChosen: ({ secrets }) => secrets?.sops !== undefined,
  sortLab: ({ secrets }) => (secrets?.sops ? { secrets: { sops: { age: [...secrets.sops.age].sort() } } } : {}),
  compose: ({ secrets }, { delivery }) => ({
    ...{ sources: [], controller: [], config: [], apps: [] },
    files: [{ path: rulesFile, text: writeCreationRules(secrets?.sops?.age ?? []), yields: true }],
    guide: encryption(delivery.guide.giveKey('KEYFILE')),
    ...care,
  }),
};

const encryption = (giveKey: string): string => `## Encryption

Files that end in \`.sops.yaml\` are encrypted, as \`${rulesFile}\` says; sops itself reads and writes them, too.

\`\`\`sh
gatehouse secrets encrypt FILE.sops.yaml   # once, in place
gatehouse secrets edit FILE.sops.yaml
gatehouse secrets rotate FILE.sops.yaml    # after a change of the recipients
gatehouse secrets check
\`\`\`

The cluster gets its key by hand, before the first start. KEYFILE holds the age identity; keep a copy of it elsewhere.

\`\`\`sh
${giveKey}
\`\`\`
`;
