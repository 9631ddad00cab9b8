import { conditionOf, printRef } from '../../../kube/object.ts';
import {
  exampleCondition,
  exampleDeployment,
  exampleObject,
  examplePod,
} from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { quoted } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { workloadKinds } from '../../../operate/diagnose/workloads.ts';
import { circleCause, dependsOnCircle } from '../explain/depends-on-circle.ts';
import { causeByMessage, hasFailed, illAt, illWorkload, isSuspended, saidBy } from '../explain/why-stage-fails.ts';
import { fluxKinds, type HelmRelease } from '../objects.ts';
import { releaseSayings } from '../rule-sayings.ts';

const { HelmRelease: kind } = fluxKinds;

/** Of a source that a release waits for: `HelmChart 'ns/name' is not ready: …`. */
const sourceWaits = /(HelmChart|OCIRepository|GitRepository|ExternalArtifact) '([^']+)' is not ready/;

/** What helm says when it has waited in vain (helm pkg/kube/statuswait.go, pkg/kube/wait.go). */
const timedOut = /timed out waiting|context deadline exceeded|not ready\. status/;

/** What waits longest of a release that timed out: found by the labels that helm-controller gives all its objects. */
function timeoutCause(release: HelmRelease, seen: SeenCluster): Cause {
  const { name, namespace = '' } = release.metadata;
  const ill = illWorkload({ 'helm.toolkit.fluxcd.io/name': name, 'helm.toolkit.fluxcd.io/namespace': namespace }, seen);
  const said = `${printRef(release)}: ${quoted(saidBy(release))}`;
  const commands = [`kubectl get deployments,statefulsets,daemonsets -A -l helm.toolkit.fluxcd.io/name=${name}`];
  if (!ill)
    return {
      likelihood: 'likely',
      cause: 'something of the chart did not become ready within spec.timeout',
      evidence: [said],
      fix: 'look at the pods of the release; raise spec.timeout where it only takes long',
      commands,
    };
  return {
    likelihood: 'certain',
    cause: `${printRef(ill)} of the chart does not become ready`,
    evidence: [said],
    fix: 'mend its pods; raise spec.timeout where it only takes long',
    commands,
    at: illAt(printRef(ill), seen),
  };
}

function heldBy(
  release: HelmRelease,
  releases: ReadonlyMap<string, HelmRelease>,
  seen: SeenCluster,
): Cause | undefined {
  const { namespace } = release.metadata;
  const circle = dependsOnCircle(release, releases);
  if (circle) return circleCause(circle, kind.kind, `${printRef(release)}: ${quoted(saidBy(release))}`);
  for (const { name, namespace: other = namespace } of release.spec.dependsOn ?? []) {
    const dependency = releases.get(`${other}/${name}`);
    const base = { likelihood: 'certain', evidence: [`${printRef(release)}: ${quoted(saidBy(release))}`] } as const;
    if (!dependency)
      return {
        ...base,
        cause: `it depends on HelmRelease ${other}/${name}, which is not there`,
        fix: 'correct spec.dependsOn',
      };
    if (isSuspended(dependency) || hasFailed(dependency, seen))
      return {
        ...base,
        cause: `it waits for ${printRef(dependency)}`,
        fix: 'mend that one first',
        at: printRef(dependency),
      };
  }
  return undefined;
}

function causeOf(
  release: HelmRelease,
  releases: ReadonlyMap<string, HelmRelease>,
  seen: SeenCluster,
): Cause | undefined {
  const said = saidBy(release);
  const { reason } = conditionOf(release, 'Ready') ?? {};
  const stalled = conditionOf(release, 'Stalled');
  if (reason === 'DependencyNotReady') return heldBy(release, releases, seen);
  const source = sourceWaits.exec(said);
  if (source)
    return {
      likelihood: 'certain',
      cause: `its chart is not there: ${source[1]} ${source[2]} is not ready`,
      evidence: [`${printRef(release)}: ${quoted(said)}`],
      fix: 'mend the source',
      at: `${source[1]}/${source[2]}`,
    };
  const cause = timedOut.test(said) ? timeoutCause(release, seen) : causeByMessage(release, releaseSayings);
  if (stalled?.status !== 'True' || stalled.reason !== 'RetriesExceeded') return cause;
  return {
    ...cause,
    evidence: [...cause.evidence, `Stalled: ${quoted(stalled.message ?? '')}`],
    fix: `${cause.fix}; then flux reconcile helmrelease ${release.metadata.name} -n ${release.metadata.namespace} --reset: it has given up, and tries no more by itself`,
  };
}

const release = (message: string, more: { reason?: string; stalled?: boolean; spec?: object } = {}) =>
  exampleObject('helm.toolkit.fluxcd.io/v2', 'HelmRelease/apps/web', {
    spec: {
      interval: '1h0m0s',
      chart: {
        spec: { chart: 'web', sourceRef: { kind: 'HelmRepository', name: 'charts', namespace: 'flux-system' } },
      },
      ...more.spec,
    },
    status: {
      conditions: [
        exampleCondition(
          'Ready',
          more.reason === 'InstallSucceeded' ? 'True' : 'False',
          more.reason ?? 'InstallFailed',
          message,
        ),
        ...(more.stalled
          ? [exampleCondition('Stalled', 'True', 'RetriesExceeded', 'Failed to install after 1 attempt(s)')]
          : []),
      ],
    },
  });
const failed = (why: string) => `Helm install failed for release apps/web with chart web@1.0.0: ${why}`;
const labels = { 'helm.toolkit.fluxcd.io/name': 'web', 'helm.toolkit.fluxcd.io/namespace': 'apps' };

/** A release that is not installed or not upgraded. */
export const releaseNotReady: Playbook = {
  id: 'release-not-ready',
  symptom: 'A HelmRelease is READY False, or has given up.',
  why: 'helm-controller tries as often as install.remediation and upgrade.remediation say, then gives up until something changes (helm-controller internal/reconcile/atomic_release.go)',
  reads: [kind, ...workloadKinds],
  diagnose: (seen) => {
    const all = seen.list<HelmRelease>(kind);
    const releases = new Map(all.map((each) => [`${each.metadata.namespace}/${each.metadata.name}`, each]));
    return all
      .filter((each) => hasFailed(each, seen))
      .flatMap((each): readonly Symptom[] => {
        const cause = causeOf(each, releases, seen);
        const shows =
          conditionOf(each, 'Stalled')?.reason === 'RetriesExceeded'
            ? 'has given up'
            : 'is not installed as it should be';
        return cause ? [{ object: printRef(each), shows, causes: [cause] }] : [];
      });
  },
  examples: {
    healthy: [
      { objects: [release('Helm install succeeded', { reason: 'InstallSucceeded' })] },
      { objects: [release(failed('x'), { spec: { suspend: true } })] },
    ],
    ill: [
      { objects: [release(failed('context deadline exceeded'), { stalled: true })] },
      {
        objects: [
          release(failed('timed out waiting for the condition')),
          { ...exampleDeployment('apps/web', { app: 'web' }, 0), metadata: { name: 'web', namespace: 'apps', labels } },
          examplePod('apps/web-1', { app: 'web' }, { ready: false }),
        ],
      },
      {
        objects: [
          release(
            "HelmChart 'flux-system/apps-web' is not ready: latest generation of object has not been reconciled",
            { reason: 'SourceNotReady' },
          ),
        ],
      },
      {
        objects: [
          release(
            "could not resolve Secret chart values reference 'apps/web' with key 'values.yaml': secrets \"web\" not found",
            { reason: 'ValuesError' },
          ),
        ],
      },
      {
        objects: [
          release("dependency 'apps/web' is not ready", {
            reason: 'DependencyNotReady',
            spec: { dependsOn: [{ name: 'web' }] },
          }),
        ],
      },
      { objects: [release(failed('another operation (install/upgrade/rollback) is in progress'))] },
      { objects: [release(failed('execution error at (web/templates/NOTES.txt:1:4): host is required'))] },
    ],
  },
};
