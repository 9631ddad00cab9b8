import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import { parentOf } from './folders.ts';

/** Whether a file is a template of a Helm chart: text for Helm, of which nothing is applied as it stands (helm pkg/chart/loader). */
export function isChartTemplate(tree: FileTree, file: string): boolean {
  for (let folder = parentOf(file); folder !== ''; folder = parentOf(folder)) {
    const parent = parentOf(folder);
    if (folder.split('/').pop() === 'templates' && tree.has(parent === '' ? 'Chart.yaml' : `${parent}/Chart.yaml`))
      return true;
  }
  return false;
}

/** Whether a file is none of the manifests as far as its place and its text tell: settings of programs, templates, data. */
function isBeside(tree: FileTree, file: string): boolean {
  const hidden = file.split('/').some((part) => part.startsWith('.'));
  return hidden || file.endsWith('.json') || isChartTemplate(tree, file) || !/^apiVersion:/m.test(tree.get(file) ?? '');
}

/**
 * What reading found, of files beside the manifests as a note: nothing of them is applied, and what a build needs of them it says itself
 * (Flux takes `*.yaml` and `*.yml` alone where there is no kustomization file, fluxcd/pkg kustomize/kustomize_generator.go).
 */
export const easeBeside = (tree: FileTree, findings: readonly Finding[]): readonly Finding[] =>
  findings.map((finding) =>
    finding.file !== undefined && isBeside(tree, finding.file) ? { ...finding, severity: 'info' } : finding,
  );
