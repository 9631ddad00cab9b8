import type { ComposedObject, Stage } from '../../compose/composed-object.ts';
import type { StageWish } from '../../compose/roles.ts';
import { ageSecret, fluxNamespace, syncName } from './component-names.ts';
import type { FluxLab } from './lab.ts';

// By default a run gets longer than a Helm release (5m), so that the release's own failure is what is reported; and both the run and the
// pause after a failure stay shorter than the interval, so that a fix that was pushed never waits for the next round.
const paceOf = ({ repository: { interval, timeout } }: FluxLab) => ({ interval, retryInterval: '1m', timeout });

/** The Kustomization of one stage. */
export function stageObject(lab: FluxLab, stage: Stage, options: StageWish): ComposedObject {
  const dependsOn = stage.dependsOn.map((name) => ({ name }));
  const spec = {
    ...(dependsOn.length > 0 && { dependsOn }),
    ...paceOf(lab),
    sourceRef: { kind: 'GitRepository', name: syncName },
    path: `./${stage.path}`,
    prune: options.leaves !== true,
    wait: true,
    ...(options.decrypt && { decryption: { provider: 'sops', secretRef: { name: ageSecret } } }),
  };
  return {
    file: `${stage.name}.yaml`,
    header: options.why,
    object: {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: stage.name, namespace: fluxNamespace },
      ...{ spec },
    },
  };
}
