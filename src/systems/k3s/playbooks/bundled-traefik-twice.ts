import { printRef } from '../../../kube/object.ts';
import { type Deployment, kinds } from '../../../kube/types.ts';
import { exampleDeployment } from '../../../operate/diagnose/example-parts.ts';
import type { Playbook } from '../../../operate/diagnose/playbook.ts';
import { countsOf } from '../../../operate/diagnose/workloads.ts';
import { inPlaceOf } from '../component-names.ts';
import { servicelbNamespace as bundledNamespace } from '../servicelb/names.ts';

const nameLabel = 'app.kubernetes.io/name';

/** One that is held to a class serves nothing of the other. */
const hasClass = ({ spec }: Deployment): boolean =>
  (spec.template.spec?.containers ?? []).some(({ args = [] }) => args.some((each) => /ingressclass=./i.test(each)));

/** Gates of the kind that k3s brings, which run and serve every class. */
const isGate = (each: Deployment): boolean =>
  each.metadata.labels?.[nameLabel] === inPlaceOf.gate && countsOf(each).wanted > 0 && !hasClass(each);

const own = { [nameLabel]: inPlaceOf.gate };

/** The gate of k3s beside one that was installed. */
export const bundledTraefikTwice: Playbook = {
  id: 'bundled-traefik-twice',
  symptom: 'Two Traefiks run: that of k3s in kube-system, and another.',
  why: 'k3s installs Traefik by a HelmChart of its own unless it is disabled; both serve every Ingress and IngressRoute without a class of their own, and write its status (k3s manifests/traefik.yaml)',
  reads: [kinds.Deployment],
  diagnose: (seen) => {
    const gates = seen.list<Deployment>(kinds.Deployment).filter(isGate);
    const bundled = gates.find(
      ({ metadata }) => metadata.namespace === bundledNamespace && metadata.name === inPlaceOf.gate,
    );
    const other = gates.find(({ metadata }) => metadata.namespace !== bundledNamespace);
    if (!bundled || !other) return [];
    return [
      {
        object: printRef(bundled),
        shows: `runs beside ${printRef(other)}: both serve the same routes`,
        severity: 'warning',
        causes: [
          {
            likelihood: 'certain',
            cause: 'the Traefik of k3s was not disabled when another was installed',
            evidence: [`${printRef(bundled)} and ${printRef(other)} are both meant to run`],
            fix: 'put `disable: [traefik]` into /etc/rancher/k3s/config.yaml of every server and restart k3s: it uninstalls its own',
            commands: [`kubectl -n ${bundledNamespace} get helmcharts,services`],
          },
        ],
      },
    ];
  },
  examples: {
    healthy: [
      { objects: [exampleDeployment('kube-system/traefik', own, 1)] },
      { objects: [exampleDeployment('gate/traefik', own, 1)] },
      {
        objects: [
          exampleDeployment('kube-system/traefik', own, 1),
          exampleDeployment('gate/traefik', own, 1, ['--providers.kubernetesingress.ingressclass=inner']),
        ],
      },
    ],
    ill: [{ objects: [exampleDeployment('kube-system/traefik', own, 1), exampleDeployment('gate/traefik', own, 1)] }],
  },
};
