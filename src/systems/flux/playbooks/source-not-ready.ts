import { type KubeObject, printRef, type UnknownObject } from '../../../kube/object.ts';
import { exampleCondition, exampleObject } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { causeByMessage, hasFailed, isMissing } from '../explain/why-stage-fails.ts';
import { fluxKinds } from '../objects.ts';
import { sourceSayings } from '../rule-sayings.ts';

const { GitRepository, OCIRepository, HelmRepository, HelmChart, Bucket } = fluxKinds;
const reads = [GitRepository, OCIRepository, HelmRepository, HelmChart, Bucket];

/** A chart whose repository is not ready waits for it. */
function causeOf(source: UnknownObject, failed: ReadonlySet<string>, seen: SeenCluster): Cause {
  const cause = causeByMessage(source, sourceSayings);
  const { sourceRef } = (source.spec ?? {}) as { sourceRef?: { kind: string; name: string } };
  if (source.kind === HelmChart.kind && sourceRef && isMissing(sourceRef, source, seen))
    return {
      ...cause,
      likelihood: 'certain',
      cause: `its ${sourceRef.kind} ${source.metadata.namespace}/${sourceRef.name} is not there`,
      fix: 'apply it, or correct sourceRef with its namespace in the release',
    };
  const at = sourceRef && `${sourceRef.kind}/${source.metadata.namespace}/${sourceRef.name}`;
  if (source.kind !== HelmChart.kind || at === undefined || !failed.has(at)) return cause;
  return { ...cause, cause: `its ${sourceRef?.kind} ${sourceRef?.name} is not ready`, at };
}

const git = (message: string, status = 'False') =>
  exampleObject('source.toolkit.fluxcd.io/v1', 'GitRepository/flux-system/lab', {
    spec: { interval: '1m0s', url: 'ssh://git@git.example.org/home/lab' },
    status: { conditions: [exampleCondition('Ready', status, 'GitOperationFailed', message)] },
  });
const helm = (message: string) =>
  exampleObject('source.toolkit.fluxcd.io/v1', 'HelmRepository/flux-system/charts', {
    spec: { interval: '1h0m0s', url: 'https://charts.example.org' },
    status: { conditions: [exampleCondition('Ready', 'False', 'Failed', message)] },
  });
const clone = "failed to checkout and determine revision: unable to clone 'ssh://git@git.example.org/home/lab': ";

/** A source that is not fetched. */
export const sourceNotReady: Playbook = {
  id: 'source-not-ready',
  symptom: 'A GitRepository, OCIRepository, HelmRepository or HelmChart is READY False: nothing new comes in.',
  why: 'what reads a source goes on with the last artifact it has, and waits where there is none (source-controller internal/controller/gitrepository_controller.go, helmchart_controller.go)',
  reads,
  diagnose: (seen) => {
    const ill = reads
      .flatMap((kind) => seen.list<UnknownObject>(kind))
      .filter((each: KubeObject) => hasFailed(each, seen));
    const failed = new Set(ill.map(printRef));
    return ill.map((each) => ({
      object: printRef(each),
      shows: 'cannot be fetched',
      causes: [causeOf(each, failed, seen)] as const,
    }));
  },
  examples: {
    healthy: [
      { objects: [git("stored artifact for revision 'main@sha1:1'", 'True')] },
      { objects: [git('fetching', 'Unknown')] },
    ],
    ill: [
      {
        objects: [
          exampleObject('source.toolkit.fluxcd.io/v1', 'HelmChart/flux-system/apps-web', {
            spec: { chart: 'web', interval: '1h0m0s', sourceRef: { kind: 'HelmRepository', name: 'charts' } },
            status: {
              conditions: [
                exampleCondition(
                  ...(['Ready', 'False', 'SourceUnavailable'] as const),
                  'failed to get source: HelmRepository.source.toolkit.fluxcd.io "charts" not found',
                ),
              ],
            },
          }),
        ],
      },
      {
        objects: [
          git(`${clone}ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey]`),
        ],
      },
      { objects: [git(`${clone}ssh: handshake failed: knownhosts: key mismatch`)] },
      { objects: [git(`${clone}couldn't find remote ref "refs/heads/main"`)] },
      { objects: [git(`${clone}dial tcp: lookup git.example.org on 10.43.0.10:53: no such host`)] },
      { objects: [git('failed to get secret \'flux-system/lab\': secrets "lab" not found')] },
      {
        objects: [
          helm(
            'failed to fetch Helm repository index: failed to cache index to temporary file: failed to fetch https://charts.example.org/index.yaml : 404 Not Found',
          ),
        ],
      },
      {
        objects: [
          helm(
            'failed to fetch Helm repository index: Get "https://charts.example.org/index.yaml": tls: failed to verify certificate: x509: certificate signed by unknown authority',
          ),
        ],
      },
    ],
  },
};
