import { printRef } from '../../../kube/object.ts';
import { type Deployment, kinds } from '../../../kube/types.ts';
import { exampleDeployment, examplePod } from '../../../operate/diagnose/example-parts.ts';
import type { Playbook } from '../../../operate/diagnose/playbook.ts';
import { isDown, whyDown } from '../../../operate/diagnose/workloads.ts';

/** What stands still without a controller of Flux. */
const work: Readonly<Record<string, string>> = {
  'source-controller': 'nothing is fetched',
  'kustomize-controller': 'nothing is applied',
  'helm-controller': 'no release is installed or upgraded',
  'notification-controller': 'nobody is told, and no webhook is heard',
  'image-reflector-controller': 'no registry is looked at',
  'image-automation-controller': 'no new image is committed',
  'source-watcher': 'no artifact is made of others',
  'flux-operator': 'Flux itself is not looked after',
};
const isFlux = ({ metadata }: Deployment): boolean =>
  metadata.name in work &&
  (metadata.labels?.['app.kubernetes.io/part-of'] === 'flux' ||
    metadata.labels?.['app.kubernetes.io/name'] === metadata.name);

const labels = { app: 'source-controller', 'app.kubernetes.io/part-of': 'flux' };

/** Controllers of Flux that do not run. */
export const controllersNotRunning: Playbook = {
  id: 'controllers-not-running',
  symptom: 'A controller of Flux does not run, and its objects stand still without a word.',
  why: 'each kind has a controller of its own, and conditions stay as they were when it ended (flux2 manifests/install/kustomization.yaml)',
  reads: [kinds.Deployment],
  diagnose: (seen) =>
    seen
      .list<Deployment>(kinds.Deployment)
      .filter((each) => isFlux(each) && isDown(each, seen))
      .map((each) => ({
        object: printRef(each),
        shows: `does not run: ${work[each.metadata.name]}`,
        causes: [whyDown(each, seen)],
      })),
  examples: {
    healthy: [{ objects: [exampleDeployment('flux-system/source-controller', labels, 1)] }],
    ill: [
      {
        objects: [
          exampleDeployment('flux-system/source-controller', labels, 0),
          examplePod('flux-system/source-controller-1', labels, { ready: false }),
        ],
      },
    ],
  },
};
