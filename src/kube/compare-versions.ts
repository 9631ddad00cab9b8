import { compareText } from '../core/finding.ts';

/** Kube-aware order of versions: v1 > v1beta1 > v1alpha1, newer over older. apimachinery pkg/version/helpers.go */
export function compareVersions(a: string, b: string): number {
  const parsed = [a, b].map((text) => /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(text));
  const [x, y] = parsed;
  if (!x || !y) return x ? 1 : y ? -1 : compareText(b, a);
  const stage = (match: RegExpExecArray) => ({ alpha: 0, beta: 1 })[match[2] ?? ''] ?? 2;
  return stage(x) - stage(y) || Number(x[1]) - Number(y[1]) || Number(x[3] ?? 0) - Number(y[3] ?? 0);
}
