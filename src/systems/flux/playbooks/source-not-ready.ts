import { type KubeObject, printRef, type UnknownObject } from '../../../kube/object.ts';
import { exampleCondition, exampleObject } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import { causeByMessage, hasFailed } from '../explain/why-stage-fails.ts';
import { fluxKinds } from '../objects.ts';
import { sourceSayings } from '../rule-sayings.ts';

const { GitRepository, OCIRepository, HelmRepository, HelmChart, Bucket } = fluxKinds;
const reads = [GitRepository, OCIRepository, HelmRepository, HelmChart, Bucket];

/** A chart whose repository is not ready waits for it. */
function causeOf(source: UnknownObject, failed: ReadonlySet<string>): Cause {
  const cause = causeByMessage(source, sourceSayings);
  const { sourceRef } = (source.spec ?? {}) as { sourceRef?: { kind: string; name: string } };
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
      .filter((each: KubeObject) => hasFailed(each, seen.now));
    const failed = new Set(ill.map(printRef));
    return ill.map((each) => ({
      object: printRef(each),
      shows: 'cannot be fetched',
      causes: [causeOf(each, failed)] as const,
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
