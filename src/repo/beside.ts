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

/** Whether a file may be what starts Flux, so that nothing else would say that it cannot be read. */
const mayStart = (tree: FileTree, file: string): boolean => /toolkit\.fluxcd\.io/.test(tree.get(file) ?? '');

/**
 * What reading found, of files beside the manifests as a note, and so of manifests that nothing applies: what a build needs it says itself
 * (Flux takes `*.yaml` and `*.yml` alone where there is no kustomization file, fluxcd/pkg kustomize/kustomize_generator.go).
 */
export function easeBeside(tree: FileTree, findings: readonly Finding[], followed: boolean): readonly Finding[] {
  return findings.map((finding) => {
    const { file } = finding;
    const eased = file !== undefined && (isBeside(tree, file) || (followed && !mayStart(tree, file)));
    return eased ? { ...finding, severity: 'info' } : finding;
  });
}
