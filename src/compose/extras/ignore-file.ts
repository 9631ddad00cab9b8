import { compareText } from '../../core/finding.ts';
import type { BesideFile } from '../composed-object.ts';
import type { PlacedSystem } from '../layouts/layout.ts';

/** Files that hold secrets in clear whatever the lab is made of. */
const always = [
  '*.agekey',
  'keys.txt',
  'kubeconfig',
  'kubeconfig.*',
  '*.kubeconfig',
  '.env',
  '*.dec.*',
  '*.decrypted.*',
  '*.decrypted~*',
  '*.key',
];

/** What Git is not to take: what holds secrets in clear, here and of each system. */
export function ignoreFile(systems: readonly PlacedSystem[]): BesideFile {
  const patterns = [...always, ...systems.flatMap(({ parts }) => parts.ignored ?? [])];
  const lines = [...new Set(patterns)].sort(compareText);
  const text = `# Composed by Gatehouse. What holds secrets in clear never gets into the history; files that are encrypted do.\n${lines.join('\n')}\n`;
  return { path: '.gitignore', text };
}
