import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import type { Ingress } from '../../../kube/types.ts';
import { exampleIngress } from '../rule-fixtures.ts';
import { isNotAsked, makersOf } from '../rule-makers.ts';
import { namespaceOf } from '../rule-workloads.ts';

/** By such annotations a controller is asked to make the Secret. */
const asksForIssue = (key: string): boolean => /\/(cluster-)?issuer$|\/tls-acme$/.test(key);

const withTls = (annotations: Readonly<Record<string, string>>) => {
  const ingress = exampleIngress({ name: 'http' });
  return {
    ...ingress,
    metadata: { ...ingress.metadata, annotations },
    spec: { ...(ingress.spec as object), tls: [{ hosts: ['hello.example.com'], secretName: 'hello-tls' }] },
  };
};

export const ingressSecretMissing: ObjectsRule = {
  id: 'ingress-secret-missing',
  needs: 'objects',
  severity: 'warning',
  summary: 'An Ingress takes its certificate from a Secret that nothing makes.',
  why: 'the Secret is read in the namespace of the Ingress (k8s.io/api networking/v1/types.go IngressTLS); without it clients are shown another certificate; nothing is said where a chart or a controller may make it',
  check: (input) => {
    const { mayMake } = makersOf(input);
    return input.ofKind('Ingress', 'networking.k8s.io').flatMap((on): readonly Problem[] => {
      const { metadata, spec } = on.object as Ingress;
      if (isNotAsked(on) || Object.keys(metadata.annotations ?? {}).some(asksForIssue)) return [];
      const namespace = namespaceOf(on.object);
      return (spec?.tls ?? []).flatMap(({ secretName: name }, index) => {
        if (!name || name.includes('$') || mayMake('Secret', name, namespace)) return [];
        const message = `Secret ${namespace}/${name} is made by nothing here: clients are shown another certificate`;
        const hint = `add a Certificate with secretName ${name} in namespace ${namespace}, or leave secretName out`;
        return [{ on, path: ['spec', 'tls', index, 'secretName'], message, hint }];
      });
    });
  },
  examples: {
    passing: [withTls({ 'cert-manager.io/cluster-issuer': 'letsencrypt' })],
    failing: [withTls({})],
  },
};
