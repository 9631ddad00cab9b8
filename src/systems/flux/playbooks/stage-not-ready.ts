import { conditionOf, printRef, type UnknownObject } from '../../../kube/object.ts';
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
import {
  causeByMessage,
  hasFailed,
  illAt,
  isMissing,
  isSuspended,
  saidBy,
  sourceKinds,
} from '../explain/why-stage-fails.ts';
import { fluxKinds, type Kustomization } from '../objects.ts';
import { stageSayings } from '../rule-sayings.ts';

const { Kustomization: kind } = fluxKinds;

/** Of what health checks say (fluxcd/pkg ssa manager_wait.go). */
const unhealthy = /(\w+\/[\w.-]+\/[\w.:-]+|\w+\/[\w.-]+) status: '(\w+)'/;

/** The dependency that a stage waits for and that does not come by itself. */
function heldBy(
  stage: Kustomization,
  stages: ReadonlyMap<string, Kustomization>,
  seen: SeenCluster,
): Cause | undefined {
  const { namespace } = stage.metadata;
  const circle = dependsOnCircle(stage, stages);
  if (circle) return circleCause(circle, kind.kind, `${printRef(stage)}: ${quoted(saidBy(stage))}`);
  for (const { name, namespace: other = namespace } of stage.spec.dependsOn ?? []) {
    const dependency = stages.get(`${other}/${name}`);
    const evidence = [`${printRef(stage)}: ${quoted(saidBy(stage))}`];
    if (!dependency)
      return {
        likelihood: 'certain',
        cause: `it depends on Kustomization ${other}/${name}, which is not there`,
        evidence,
        fix: 'correct spec.dependsOn',
      };
    const isReady = conditionOf(dependency, 'Ready')?.status === 'True';
    if (isReady || !(isSuspended(dependency) || hasFailed(dependency, seen))) continue;
    return {
      likelihood: 'certain',
      cause: `it waits for ${printRef(dependency)}, which is ${isSuspended(dependency) ? 'suspended' : 'not ready'}`,
      evidence,
      fix: 'mend that one first',
      at: printRef(dependency),
    };
  }
  return undefined;
}

function atSource({ metadata, spec }: Kustomization): string {
  const { kind: of, name, namespace = metadata.namespace } = spec.sourceRef;
  return `${of}/${namespace}/${name}`;
}

const withoutSource = (stage: Kustomization): Cause => ({
  ...causeByMessage(stage, []),
  likelihood: 'certain',
  cause: `its source ${atSource(stage)} is not there`,
  fix: 'apply the source, or correct spec.sourceRef',
});

function causeOf(
  stage: Kustomization,
  stages: ReadonlyMap<string, Kustomization>,
  seen: SeenCluster,
): Cause | undefined {
  const { reason } = conditionOf(stage, 'Ready') ?? {};
  const said = saidBy(stage);
  if (reason === 'DependencyNotReady') return heldBy(stage, stages, seen);
  const found = unhealthy.exec(said);
  if (found) {
    const [, object = '', status] = found;
    return {
      likelihood: 'certain',
      cause: `${object} does not become ready (${status}) within spec.timeout`,
      evidence: [`${printRef(stage)}: ${quoted(said)}`],
      fix: 'mend the object; where it only takes long, raise spec.timeout',
      at: illAt(object, seen),
    };
  }
  if (reason === 'ArtifactFailed' && /source/i.test(said) && !/path not found/.test(said))
    return isMissing(stage.spec.sourceRef, stage, seen)
      ? withoutSource(stage)
      : {
          ...causeByMessage(stage, []),
          likelihood: 'certain',
          cause: `its source ${atSource(stage)} gives no artifact`,
          fix: 'mend the source, or correct spec.sourceRef',
          at: atSource(stage),
        };
  return causeByMessage(stage, stageSayings);
}

const stage = (name: string, reason: string, message: string, spec: object = {}) =>
  exampleObject('kustomize.toolkit.fluxcd.io/v1', `Kustomization/flux-system/${name}`, {
    spec: {
      interval: '10m0s',
      path: './apps',
      prune: true,
      sourceRef: { kind: 'GitRepository', name: 'lab' },
      ...spec,
    },
    status: {
      conditions: [exampleCondition('Ready', reason === 'ReconciliationSucceeded' ? 'True' : 'False', reason, message)],
    },
  });
const waiting = stage(
  'apps',
  'HealthCheckFailed',
  "health check failed after 5m0s: timeout waiting for: [Deployment/apps/web status: 'InProgress']",
);

const justNow = ({ status: _, ...object }: UnknownObject): UnknownObject => ({
  ...object,
  status: {
    conditions: [
      { type: 'Ready', status: 'False', reason: 'BuildFailed', message: 'kustomize build failed: no such file' },
    ].map((each) => ({ ...each, lastTransitionTime: '2026-01-01T11:59:40Z' })),
  },
});
const failedEarlier = exampleObject('v1', 'Event/flux-system/apps.1', {
  involvedObject: { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' },
  ...{ type: 'Warning', reason: 'BuildFailed', message: 'kustomize build failed: no such file' },
  ...{ firstTimestamp: '2026-01-01T11:30:00Z', lastTimestamp: '2026-01-01T11:59:40Z', count: 30 },
});

/** A stage that Flux could not apply, or whose objects do not become ready. */
export const stageNotReady: Playbook = {
  id: 'stage-not-ready',
  symptom: 'A Kustomization is READY False, and what it holds is old or not there.',
  why: 'Flux builds, decrypts, applies and waits in this order and stops at the first error, which stands in its Ready condition (kustomize-controller internal/controller/kustomization_controller.go)',
  reads: [kind, ...sourceKinds, ...workloadKinds],
  diagnose: (seen) => {
    const all = seen.list<Kustomization>(kind);
    const stages = new Map(all.map((each) => [`${each.metadata.namespace}/${each.metadata.name}`, each]));
    return all
      .filter((each) => hasFailed(each, seen))
      .flatMap((each): readonly Symptom[] => {
        const cause = causeOf(each, stages, seen);
        return cause ? [{ object: printRef(each), shows: 'is not applied as it stands in Git', causes: [cause] }] : [];
      });
  },
  examples: {
    healthy: [
      { objects: [stage('apps', 'ReconciliationSucceeded', 'Applied revision: main@sha1:1')] },
      // Waits for one that is on its way.
      {
        objects: [
          stage('apps', 'DependencyNotReady', "dependency 'flux-system/base' is not ready", {
            dependsOn: [{ name: 'base' }],
          }),
          exampleObject('kustomize.toolkit.fluxcd.io/v1', 'Kustomization/flux-system/base', {
            spec: { interval: '10m0s', prune: true, sourceRef: { kind: 'GitRepository', name: 'lab' } },
            status: { conditions: [exampleCondition('Ready', 'Unknown', 'Progressing', 'Reconciliation in progress')] },
          }),
        ],
      },
      { objects: [stage('apps', 'BuildFailed', 'kustomize build failed', { suspend: true })] },
      { objects: [justNow(stage('apps', 'BuildFailed', ''))] },
    ],
    ill: [
      {
        objects: [
          stage(
            'apps',
            'ArtifactFailed',
            'kustomization path not found: stat /tmp/kustomization-1/apps: no such file or directory',
          ),
        ],
      },
      {
        objects: [
          stage(
            'apps',
            'BuildFailed',
            "kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'web.yaml'",
          ),
        ],
      },
      {
        objects: [
          stage(
            'apps',
            'BuildFailed',
            'cannot get sops decryption Secret \'flux-system/sops-age\': secrets "sops-age" not found',
          ),
        ],
      },
      {
        objects: [
          stage(
            'apps',
            'ReconciliationFailed',
            'Certificate/apps/web dry-run failed: no matches for kind "Certificate" in version "cert-manager.io/v1"',
          ),
        ],
      },
      {
        objects: [
          stage(
            'apps',
            'ReconciliationFailed',
            'Deployment/apps/web dry-run failed (Invalid): Deployment.apps "web" is invalid: spec.selector: Invalid value: field is immutable',
          ),
        ],
      },
      { objects: [stage('apps', 'ArtifactFailed', 'Source artifact not found, retrying in 30s')] },
      {
        objects: [
          stage('apps', 'DependencyNotReady', "dependency 'flux-system/base' not found", {
            dependsOn: [{ name: 'base' }],
          }),
        ],
      },
      {
        objects: [
          stage('apps', 'DependencyNotReady', "dependency 'flux-system/base' is not ready", {
            dependsOn: [{ name: 'base' }],
          }),
          stage('base', 'DependencyNotReady', "dependency 'flux-system/apps' is not ready", {
            dependsOn: [{ name: 'apps' }],
          }),
        ],
      },
      // Tried again each minute: its condition is always new.
      { objects: [justNow(stage('apps', 'BuildFailed', 'kustomize build failed: no such file')), failedEarlier] },
      {
        objects: [
          waiting,
          exampleDeployment('apps/web', { app: 'web' }, 0),
          examplePod('apps/web-1', { app: 'web' }, { ready: false }),
        ],
      },
    ],
  },
};
