import type { Task } from '../composed-object.ts';
import type { PlacedSystem } from '../layouts/layout.ts';

/** Subjects in their order: what each is called, and what is done whatever the platform is made of. */
const subjects: Readonly<Record<Task['about'], { readonly title: string; readonly first?: string }>> = {
  app: {
    title: 'Add an app',
    first:
      'Write it under `apps` of the lab file (an image and a port are enough), then `gatehouse up`, `gatehouse render`, and commit what changed. A manifest that you put into a folder beside composed ones is applied with them.',
  },
  person: { title: 'Let somebody in' },
  node: {
    title: 'Add a node',
    first:
      'Write it under `nodes` of the lab file with an address outside DHCP and the pools; `gatehouse check` says when it is not. Then `gatehouse render`.',
  },
  loss: {
    title: 'When a node dies',
    first:
      'Addresses that it announced move to another node within seconds; pods on it are started elsewhere after five minutes. If it does not come back: `kubectl drain NODE --ignore-daemonsets --delete-emptydir-data --force`, then `kubectl delete node NODE`, and it leaves the lab file.',
  },
  upgrade: {
    title: 'Upgrade a pinned version',
    first:
      'Versions stand under `versions` of the lab file, those that are left out are what this Gatehouse pins. Change one at a time, read its release notes, `gatehouse up`, render, commit.',
  },
  renewal: { title: 'Renew certificates' },
  key: { title: 'Change a key' },
};

/** What people do as long as the platform is there, by subject; each system says its own part. */
export function taskSection(systems: readonly PlacedSystem[]): string {
  const tasks = systems.flatMap(({ parts }) => parts.tasks ?? []);
  const sections = Object.entries(subjects).flatMap(([about, { title, first }]) => {
    const texts = [
      ...(first === undefined ? [] : [first]),
      ...tasks.filter((task) => task.about === about).map(({ text }) => text.trimEnd()),
    ];
    return texts.length === 0 ? [] : [`### ${title}\n\n${texts.join('\n\n')}`];
  });
  return `## What comes later\n\n${sections.join('\n\n')}`;
}
