import type { Finding } from '../../core/finding.ts';
import type { Origin } from '../../kube/origin.ts';
import type { HelmInstall } from './helm.ts';

/** Where a release stands in files, and how the cluster is named to other programs. */
export interface HelmPlace {
  readonly origin?: Origin | undefined;
  readonly named: readonly string[];
}

/** What helm's error means, what stands behind it, and what to do. It is said of the release, or of the object that helm names. */
export function explainHelm(
  release: Pick<HelmInstall, 'name' | 'namespace'>,
  error: string,
  { origin, named }: HelmPlace,
): Finding {
  const place = origin === undefined ? {} : { file: origin.file, line: origin.line };
  const object = `Release/${release.namespace}/${release.name}`;
  const foreign = ownershipIn(error);
  if (foreign) return { ...place, ...notOfTheRelease(release, foreign) };
  const base = { object, severity: 'error' as const, message: `helm: ${error}`, ...place };
  if (/another operation .* is in progress/.test(error))
    return {
      ...base,
      code: 'release-busy',
      why: 'helm works on a release one at a time, and another one has begun meanwhile',
      hint: 'wait for the other to end, then run it again',
    };
  return {
    ...base,
    code: 'release-failed',
    why: 'helm did not come to an end with it; nothing after it was begun',
    hint: `\`gatehouse doctor ${named.join(' ')}\` looks for what stands behind it; mended, run it again`,
  };
}

/** An object that is there and is not the release's. */
export interface ForeignObject {
  readonly kind: string;
  readonly name: string;
  /** Empty for an object of the whole cluster. */
  readonly namespace: string;
  /** What it lacks, or whose it is, in words. */
  readonly why: string;
}

/** helm pkg/action/validate.go: what is there must say that it is the release's. */
function ownershipIn(error: string): ForeignObject | undefined {
  const found =
    /(\S+) "([^"]+)" in namespace "([^"]*)" exists and cannot be imported into the current release: (invalid ownership metadata; .*)/.exec(
      error,
    );
  if (!found) return undefined;
  const [, kind = '', name = '', namespace = '', why = ''] = found;
  return { kind, name, namespace, why };
}

/** An object that helm would not take over: it is not tried again, since only a person can say whose it is to be. */
export function notOfTheRelease(
  { name: release, namespace }: Pick<HelmInstall, 'name' | 'namespace'>,
  { kind, name, namespace: within, why }: ForeignObject,
): Finding {
  const where = within === '' ? '' : ` -n ${within}`;
  const target = `${kind.toLowerCase()} ${name}${where}`;
  return {
    code: 'not-of-the-release',
    severity: 'error',
    object: `${kind}/${within === '' ? '' : `${within}/`}${name}`,
    message: `it is there, and not of the release ${namespace}/${release}: helm does not take it over (${why})`,
    why: 'helm changes only what says by its label and annotations that it belongs to the release (helm pkg/action/validate.go)',
    hint:
      `is it to be the release's: kubectl label --overwrite ${target} app.kubernetes.io/managed-by=Helm, and ` +
      `kubectl annotate --overwrite ${target} meta.helm.sh/release-name=${release} meta.helm.sh/release-namespace=${namespace}; ` +
      'is it not wanted: delete it',
  };
}
