import type { Claim } from '../system.ts';
import { chartClaim } from './chart.ts';

/** What is modelled of Reflector, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  chartClaim,
  {
    behaviour: 'Composed where a certificate of the lab has `mirror`, or the lab names it',
    upstream: 'reflector v10.0.63: README.md, src/ES.Kubernetes.Reflector/Mirroring/Core/Annotations.cs',
    tested: 'src/systems/reflector/component.test.ts',
  },
  {
    behaviour:
      'Copies of Secrets and ConfigMaps: made unasked, asked for, updated by the version of the source, taken away',
    upstream: 'reflector v10.0.63: src/ES.Kubernetes.Reflector/Mirroring/Core/ResourceMirror.cs',
    tested: 'src/systems/reflector/controllers.test.ts',
    notModelled:
      'that a namespace which comes may have an object of the name overwritten, and that a source in its own lists may be deleted: rules tell of both; the hourly restart of its watches, but for copies that wait',
  },
  {
    behaviour: 'Lists of namespaces as regular expressions, and selectors of labels',
    upstream: 'reflector v10.0.63: src/ES.Kubernetes.Reflector/Mirroring/Core/MirroringPropertiesExtensions.cs',
    tested: 'src/systems/reflector/mirroring/namespaces.test.ts',
    notModelled: 'what .NET reads and Go does not: looking around, references back; it matches nothing',
  },
];
