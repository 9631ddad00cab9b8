import type { Cluster } from '../../cluster/cluster.ts';
import { findRunning, type SystemPart } from '../../controlplane/kit/system-part.ts';
import { type Deployment, kinds } from '../../kube/types.ts';
import type { ControllerOptions } from '../system.ts';

/** What copies. */
export const reflectorPart: SystemPart<Deployment> = {
  kind: kinds.Deployment,
  labels: [{ 'app.kubernetes.io/name': 'reflector' }],
  runs: ({ status }) => (status?.readyReplicas ?? 0) > 0,
};

/** What a running Reflector was started with. */
export interface RunningReflector {
  /** Seconds until a watch starts anew, and everything is looked at again. */
  readonly watchSeconds: number;
  /** Whether what happens in a namespace is not looked at (`Watchers/Core/GlobMatcher.cs`). */
  readonly excludes: (namespace: string) => boolean;
}

const usualSeconds = 3600;

/** The running Reflector; undefined while none runs. */
export async function findReflector(
  cluster: Cluster,
  installed: ControllerOptions['installed'],
): Promise<RunningReflector | undefined> {
  const [running] = await findRunning(cluster, reflectorPart);
  if (!running) return installed === 'assumed' ? { watchSeconds: usualSeconds, excludes: () => false } : undefined;
  const env = running.spec.template.spec?.containers.flatMap((container) => container.env ?? []) ?? [];
  const settingOf = (name: string) => env.find((each) => each.name === `ES_Reflector__Watcher__${name}`)?.value ?? '';
  return {
    watchSeconds: Number(settingOf('Timeout')) || usualSeconds,
    excludes: excluder(settingOf('ExcludedNamespaces')),
  };
}

/** `*` stands for anything, `?` for one letter; the patterns are taken in lower case. */
function excluder(patterns: string): RunningReflector['excludes'] {
  const globs = patterns
    .toLowerCase()
    .split(',')
    .map((glob) => glob.trim())
    .filter((glob) => glob !== '');
  return (namespace) => globs.some((glob) => matchesGlob(glob, namespace));
}

function matchesGlob(glob: string, text: string): boolean {
  if (glob === '') return text === '';
  const [first, rest] = [glob[0]!, glob.slice(1)];
  if (first === '*') {
    const stripped = rest.replace(/^\*+/, '');
    return [...text, ''].some((_, i) => matchesGlob(stripped, text.slice(i)));
  }
  return text !== '' && (first === '?' || first === text[0]) && matchesGlob(rest, text.slice(1));
}
