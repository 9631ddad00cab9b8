import { systems } from '../src/systems/index.ts';
import { playbooksBySystem } from '../src/systems/playbooks.ts';

/** The reference page of the playbooks: what `doctor` looks for, by system. */
export function playbookPage(): string {
  const parts = playbooksBySystem.flatMap(({ system, playbooks }) => {
    const title = systems.find(({ id }) => id === system)?.title ?? system;
    return [`## ${title}\n`, ...playbooks.map(({ id, symptom, why }) => `### ${id}\n\n${symptom}\n\nWhy: ${why}\n`)];
  });
  const count = playbooksBySystem.flatMap(({ playbooks }) => playbooks).length;
  const head = `What \`gatehouse doctor\` looks for: ${count} playbooks. Each reads what is there and changes nothing.`;
  return `# Playbooks\n\n${head}\n\n${parts.join('\n')}`;
}
