import type { Component } from '../../compose/component.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import { everyNodeIsTainted, tolerateTaints } from '../../compose/objects/tolerations.ts';
import type { Roles } from '../../compose/roles.ts';
import { annotationNames } from './annotations.ts';
import { care } from './component-care.ts';
import { reflectorNamespace as namespace } from './component-names.ts';
import type { ReflectorLab } from './lab.ts';

/** Reflector as the lab has it: the release, and what a Secret carries to be copied. */
export const component: Component<ReflectorLab> = {
  id: 'reflector',
  provides: { mirror: () => ({ annotations: mirrorAnnotations }) },
  needs: [],
  isLeftOut: ({ reflector }, { mirrored }) => reflector === undefined && mirrored.length === 0,
  compose: (lab, roles) => ({
    sources: [roles.delivery.chartSource('emberstack', 'https://emberstack.github.io/helm-charts')],
    controller: [namespaceObject(namespace, 'restricted'), release(lab, roles)],
    config: [],
    apps: [],
    ...care,
  }),
};

/** Both lists: who may ask for a copy, and who gets one unasked. An empty list would stand for every namespace. */
function mirrorAnnotations(namespaces: readonly string[]): Readonly<Record<string, string>> {
  const list = [...new Set(namespaces)].sort().join(',');
  return {
    [annotationNames.allowed]: 'true',
    [annotationNames.allowedNamespaces]: list,
    [annotationNames.auto]: 'true',
    [annotationNames.autoNamespaces]: list,
  };
}

const release = ({ reflector, versions }: ReflectorLab, { delivery, distribution }: Roles): ComposedObject =>
  delivery.release({
    name: 'reflector',
    namespace,
    chart: 'reflector',
    version: versions.reflector,
    repository: 'emberstack',
    own: { path: ['reflector', 'values'], values: reflector?.values },
    values: {
      podSecurityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      securityContext: { allowPrivilegeEscalation: false },
      ...(everyNodeIsTainted(distribution) && { tolerations: tolerateTaints(distribution) }),
    },
    comments: {
      'spec.values.podSecurityContext':
        'The restricted profile of the namespace asks for it, and the chart leaves it out.',
      'spec.values.tolerations': 'Every node is tainted: without these it would run nowhere.',
    },
  });
