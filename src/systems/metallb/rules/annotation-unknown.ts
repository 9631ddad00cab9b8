import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import { annotationNames, annotationPrefixes } from '../annotations.ts';
import { exampleService } from '../rule-examples.ts';

/** A Service asks MetalLB for something in an annotation that MetalLB does not read. */
export const annotationUnknown: ObjectsRule = {
  id: 'annotation-unknown',
  needs: 'objects',
  severity: 'warning',
  summary: 'A Service has an annotation of MetalLB that MetalLB does not know.',
  why: 'annotations are looked up by their exact names, and others are passed over in silence (metallb controller/service.go, internal/k8s/controllers/service_controller.go)',
  check: (input) =>
    input.ofKind('Service', '').flatMap((on) =>
      Object.keys(on.object.metadata.annotations ?? {}).flatMap((key): readonly Problem[] => {
        const prefix = annotationPrefixes.find((each) => key.startsWith(each));
        const name = prefix === undefined ? '' : key.slice(prefix.length);
        const known: readonly string[] = annotationNames;
        if (prefix === undefined || known.includes(name)) return [];
        // The first half of a name is often all that was remembered of it.
        const meant = nearestName(name, known) ?? known.find((each) => each.startsWith(name));
        const hint = meant ? `did you mean metallb.io/${meant}?` : `MetalLB knows ${annotationNames.join(', ')}`;
        const message = `MetalLB knows no annotation ${key}: nothing comes of it`;
        const path = ['metadata', 'annotations', key];
        const fix = meant === undefined ? undefined : [{ path, rename: `${prefix}${meant}` }];
        return [{ on, path, message, hint, ...(fix && { fix }) }];
      }),
    ),
  examples: {
    passing: [
      exampleService('gate', {
        'metallb.io/loadBalancerIPs': '192.168.88.60',
        'metallb.universe.tf/address-pool': 'gate',
      }),
      exampleService('web', { 'example.org/loadBalancerIP': '192.168.88.60' }),
    ],
    failing: [
      exampleService('gate', { 'metallb.io/loadBalancerIP': '192.168.88.60' }),
      exampleService('films', { 'metallb.io/allow-shared': 'films' }),
      exampleService('web', { 'metallb.universe.tf/adress-pool': 'gate' }),
    ],
  },
};
