import { exampleDeployment, exampleObject } from '../../../operate/diagnose/example-parts.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { quoted } from '../../../operate/diagnose/sayings.ts';
import { refusalOf } from '../announcement/refusal-seen.ts';
import { isConfigurationRead, metallbReads, type SeenMetallb, seeMetallb } from '../rule-seen.ts';

const symptomOf = (
  { error, object }: NonNullable<ReturnType<typeof refusalOf>>,
  { namespace }: SeenMetallb,
): Symptom => ({
  object,
  shows:
    'makes MetalLB refuse its whole configuration: what was valid before stays in force, and nothing after a restart',
  causes: [
    {
      likelihood: 'certain',
      cause: quoted(error),
      evidence: [`what the objects of namespace ${namespace} say now`],
      fix: 'correct the object, or take one of both away',
      commands: [`kubectl -n ${namespace} logs -l app.kubernetes.io/name=metallb --tail=20 | grep -i config`],
    },
  ],
});

const controller = exampleDeployment('metallb-system/controller', { app: 'metallb', component: 'controller' }, 1);
const object = (kind: string, name: string, spec: object) =>
  exampleObject('metallb.io/v1beta1', `${kind}/metallb-system/${name}`, { spec });

/** Pools and advertisements that MetalLB does not take. */
export const metallbConfigurationRefused: Playbook = {
  id: 'metallb-configuration-refused',
  symptom: 'MetalLB ignores its pools and advertisements, new and changed ones.',
  why: 'one mistake refuses all of the configuration, and the last valid one stays in force until a restart (metallb internal/config/config.go, internal/k8s/controllers/config_controller.go)',
  reads: metallbReads,
  diagnose: (seen) => {
    const metallb = isConfigurationRead(seen) ? seeMetallb(seen) : undefined;
    const refusal = metallb && refusalOf(metallb);
    return refusal ? [symptomOf(refusal, metallb)] : [];
  },
  examples: {
    healthy: [
      {
        objects: [
          controller,
          object('IPAddressPool', 'one', { addresses: ['192.0.2.0/28'] }),
          object('IPAddressPool', 'two', { addresses: ['192.0.2.16/28'] }),
          object('L2Advertisement', 'all', {}),
        ],
      },
    ],
    ill: [
      {
        objects: [
          controller,
          object('IPAddressPool', 'one', { addresses: ['192.0.2.0/24'] }),
          object('IPAddressPool', 'two', { addresses: ['192.0.2.16/28'] }),
        ],
      },
      { objects: [controller, object('IPAddressPool', 'one', { addresses: ['192.0.2.50-192.0.2.10'] })] },
      {
        objects: [
          controller,
          object('IPAddressPool', 'one', { addresses: ['192.0.2.0/28'] }),
          object('L2Advertisement', 'all', { ipAddressPools: ['one', 'one'] }),
        ],
      },
    ],
  },
};
