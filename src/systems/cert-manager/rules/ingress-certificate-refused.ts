import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import { type Fault, planCertificates } from '../ingress-shim/ingress-shim.ts';
import { exampleIngress, ingressesOf } from '../rule-objects.ts';

/** An annotated Ingress that cert-manager does not take, or a block of it: there will be no certificate. */
export const ingressCertificateRefused: ObjectsRule = {
  id: 'ingress-certificate-refused',
  needs: 'objects',
  severity: 'error',
  summary: 'An Ingress with cert-manager’s annotations for which no certificate is made.',
  why: 'event BadConfig, and no Certificate (cert-manager pkg/controller/certificate-shim/sync.go)',
  check: (input) =>
    ingressesOf(input).flatMap(({ object, on }): Problem[] => {
      const { refused, skipped, fault } = planCertificates(object);
      const faults: readonly Fault[] = [
        ...refused,
        ...skipped,
        ...(fault ? [{ cause: 'annotations' as const, message: fault, path: ['metadata', 'annotations'] }] : []),
      ];
      return faults.map(({ cause, message, path }) => ({ on, path, message, hint: hints[cause] }));
    }),
  examples: {
    passing: [
      exampleIngress('site', [{ hosts: ['a.example.org', 'b.example.org'], secretName: 'site-tls' }]),
      { ...kinds.Ingress, metadata: { name: 'plain', namespace: 'web' }, spec: { tls: [{}, {}] } } as UnknownObject,
    ],
    failing: [
      exampleIngress('site', [
        { hosts: ['a.example.org'], secretName: 'site-tls' },
        { hosts: ['b.example.org'], secretName: 'site-tls' },
      ]),
    ],
  },
};

const hints: Readonly<Record<Fault['cause'], string>> = {
  'doubled-secret': 'put the hosts of both entries into one',
  'block-lacks-fields': 'give the block hosts and a secretName',
  annotations: 'mend the annotation: until then no certificate of this Ingress is made or changed',
};
