import { madeByRelease } from '../../../check/made-by-release.ts';
import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import {
  exampleCertificate,
  exampleIssuer,
  isOwnGroup,
  issuerOf,
  issuersOf,
  wantedCertificates,
} from '../rule-objects.ts';

/** A Certificate whose issuer is not there: its request waits without end. */
export const issuerNotFound: ObjectsRule = {
  id: 'issuer-not-found',
  needs: 'objects',
  severity: 'error',
  summary: 'A Certificate names an Issuer or ClusterIssuer that does not exist.',
  why: 'Referenced "…" not found; the request stays pending (cert-manager pkg/controller/certificaterequests/sync.go)',
  check: (input) => {
    const issuers = issuersOf(input);
    // Without any issuer in the repository they are kept elsewhere, and nothing is known of them.
    if (issuers.length === 0) return [];
    return wantedCertificates(input).flatMap(({ object, on, placeOf }): Problem[] => {
      const ref = object.spec?.issuerRef;
      if (!ref?.name || !isOwnGroup(ref) || issuerOf(input, ref, object.metadata.namespace)) return [];
      const kind = ref.kind ?? 'Issuer';
      const elsewhere = issuers.find((each) => each.object.metadata.name === ref.name);
      const nearest = nearestName(
        ref.name,
        issuers.map((each) => each.object.metadata.name),
      );
      const hint = elsewhere
        ? `there is a ${elsewhere.object.kind} of that name: set issuerRef.kind (it is Issuer when left out, in the same namespace)`
        : nearest
          ? `did you mean ${nearest}?`
          : `issuers there: ${issuers.map((each) => each.object.metadata.name).join(', ')}`;
      const path = placeOf(['spec', 'issuerRef', 'name']);
      const made = madeByRelease(input, ref.name);
      const message = `there is no ${kind} ${ref.name}`;
      return [
        made === undefined
          ? { on, path, message, hint }
          : { on, path, message: `${message} in the repository`, knownBy: made },
      ];
    });
  },
  examples: {
    passing: [exampleIssuer('letsencrypt'), exampleCertificate('site')],
    failing: [exampleIssuer('letsencrypt'), exampleCertificate('site', { issuerRef: { name: 'letsencrypt' } })],
  },
};
