import { compareText } from '../../core/finding.ts';
import type { PlannedLab } from '../../lab/lab-plan.ts';
import type { BesideFile, FolderNote } from '../composed-object.ts';
import type { PlacedSystem } from '../layouts/layout.ts';
import type { DnsFile } from './dns-file.ts';
import { accessSection } from './readme-access.ts';
import { addressSection } from './readme-addresses.ts';
import { firewallSection } from './readme-firewall.ts';
import { taskSection } from './readme-tasks.ts';

/** What the first page is made of beside the lab. */
export interface ReadmeParts {
  /** The guide of the layout: how everything gets into the cluster. */
  readonly guide: string;
  readonly folders: readonly FolderNote[];
  readonly beside: readonly BesideFile[];
  readonly dns?: DnsFile;
}

/**
 * The first page of a repository: what lies where, how it is brought up, where its secrets are, who has which address, who may enter what, what comes
 * later, and which ports the nodes need. Systems say their own part of each.
 */
export function printReadme(planned: PlannedLab, systems: readonly PlacedSystem[], parts: ReadmeParts): string {
  const [title = '', intro = '', ...rest] = parts.guide.split('\n\n');
  const sections = [
    mapSection(systems, parts),
    firewallSection(planned.lab, systems),
    rest.join('\n\n').trimEnd(),
    addressSection(planned, parts.dns),
    accessSection(planned),
    taskSection(systems),
  ].filter((section) => section !== '');
  return `${[title, intro.trimEnd(), ...sections].join('\n\n')}\n`;
}

/** Files of the root, by what they are for; those that the lab leaves out are not there. */
const rootFiles: readonly FolderNote[] = [
  { path: '.gitignore', holds: 'what Git never takes: keys, kubeconfigs, state, decrypted files' },
  { path: '.sops.yaml', holds: 'how files are encrypted, and for whom' },
  { path: '.pre-commit-config.yaml', holds: 'what is looked at before each commit' },
  { path: 'renovate.json', holds: 'where pinned versions stand, for Renovate' },
];

function mapSection(systems: readonly PlacedSystem[], { folders, beside }: ReadmeParts): string {
  const files = systems.flatMap(({ parts }) => parts.files ?? []);
  const known = new Set([...beside, ...files].map(({ path }) => path));
  const notes = [
    ...folders,
    ...systems.flatMap(({ parts }) => parts.folders ?? []),
    ...beside.flatMap(({ path }) =>
      path.startsWith('dns/') ? [{ path, holds: 'the names of the lab, for its DNS server' }] : [],
    ),
    ...beside.flatMap(({ path }) =>
      path.includes('/workflows/') ? [{ path, holds: 'what is proven before a change is merged' }] : [],
    ),
  ];
  const rows = [
    ...notes.sort((a, b) => compareText(a.path, b.path)),
    ...rootFiles.filter(({ path }) => known.has(path)),
    { path: '.gatehouse.json', holds: 'what `gatehouse render` wrote; it belongs into Git' },
  ];
  const table = rows.map(({ path, holds }) => `| \`${path}\` | ${holds} |`);
  return `## Map\n\n| path | holds |\n|---|---|\n${[...new Set(table)].join('\n')}`;
}
