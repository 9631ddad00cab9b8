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

/** Whether a text is for a program that fills it in before anybody reads it as YAML: Helm, Jinja, Go templates. */
const isTemplate = (text: string): boolean => /\{\{|\{%/.test(text);

/** Whether a file is none of the manifests, by its place or its text: settings of programs, templates. */
const isPassedOver = (tree: FileTree, file: string): boolean =>
  isHidden(file) || file.endsWith('.json') || isChartTemplate(tree, file) || isTemplate(tree.get(file) ?? '');

/** Whether a file is in a folder of a program, such as `.vscode` or `.github`. */
export const isHidden = (file: string): boolean => file.split('/').some((part) => part.startsWith('.'));

/** Whether a file holds no object as far as its text tells: data and values. */
const isData = (tree: FileTree, file: string): boolean => !/^apiVersion:/m.test(tree.get(file) ?? '');

/** Whether a file may be what starts Flux, so that nothing else would say that it cannot be read. */
const mayStart = (tree: FileTree, file: string): boolean => /toolkit\.fluxcd\.io/.test(tree.get(file) ?? '');

/**
 * What reading found, without what it found in files that are no manifests, and as a note where nothing applies the file: what a build needs
 * it says itself (Flux takes `*.yaml` and `*.yml` alone where there is no kustomization file, fluxcd/pkg kustomize/kustomize_generator.go).
 */
export function easeBeside(tree: FileTree, findings: readonly Finding[], followed: boolean): readonly Finding[] {
  return findings.flatMap((finding): Finding[] => {
    const { file } = finding;
    if (file === undefined) return [finding];
    const mayMatter = finding.severity === 'error' && !followed && mayStart(tree, file);
    if (isPassedOver(tree, file) && !(mayMatter && !isHidden(file) && !isChartTemplate(tree, file))) return [];
    if (isData(tree, file) || (followed && !mayStart(tree, file))) return [{ ...finding, severity: 'info' }];
    // Something else starts Flux here: whether this file does anything is not known.
    return [followed && finding.severity === 'error' ? { ...finding, severity: 'warning' } : finding];
  });
}
