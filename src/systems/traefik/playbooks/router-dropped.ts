import type { GateProblem } from '../../../check/observed.ts';
import { exampleObject, exampleService, exampleSlice } from '../../../operate/diagnose/example-parts.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { quoted } from '../../../operate/diagnose/sayings.ts';
import { exampleGate, exampleRouteTo, gateReads, type SeenGate, seeGate } from '../rule-seen.ts';

/** What other playbooks tell, with what stands behind it. */
const toldElsewhere = new Set(['route-without-endpoints', 'tls-secret-missing', 'traefik-does-not-start']);

/** What a middleware or its users say depends on Secrets that may not have been read. */
const isKnown = ({ message }: GateProblem, { knowsSecrets }: SeenGate): boolean =>
  knowsSecrets || !/secret/i.test(message);

const objectOf = (route: string): string => route.split(' ')[0] ?? route;

function symptomsOf({ object, message, hint, why, routes }: GateProblem): readonly Symptom[] {
  if (object === undefined) return [];
  const [, namespace = '', name = ''] = object.split('/');
  const kind = object.split('/')[0] ?? '';
  const lost = routes.filter((route) => objectOf(route) === object).map((route) => route.split(' ')[1] ?? '');
  const own: Symptom = {
    object,
    shows:
      lost.length > 0 ? `is dropped by Traefik in part: ${lost.join(', ')} answers 404` : 'is of no use to Traefik',
    causes: [
      {
        likelihood: 'certain',
        cause: quoted(message),
        evidence: [`what Traefik makes of ${object}: ${quoted(why)}`],
        fix: hint,
        commands: [`kubectl -n ${namespace} get ${kind.toLowerCase()} ${name} -o yaml`],
      },
    ],
  };
  const others = [...new Set(routes.map(objectOf))].filter((route) => route !== object);
  return [own, ...others.map((route) => lostBy(route, object))];
}

const lostBy = (route: string, object: string): Symptom => ({
  object: route,
  shows: 'answers 404',
  causes: [
    {
      likelihood: 'certain',
      cause: `Traefik drops it for ${object}`,
      evidence: [object],
      fix: `mend ${object}`,
      at: object,
    },
  ],
});

const middleware = (spec: object) => exampleObject('traefik.io/v1alpha1', 'Middleware/apps/lan', { spec });
const web = [exampleService('apps/web', { type: 'ClusterIP' }), exampleSlice('apps/web', { 'node-1': true })];
const guarded = exampleRouteTo({ middlewares: [{ name: 'lan' }] });

/** A route that Traefik does not take. */
export const routerDropped: Playbook = {
  id: 'router-dropped',
  symptom: 'A host answers 404 page not found, though its route is there.',
  why: 'a router whose Service, port, middleware, options or entry point is not there, or not allowed, is dropped, and only the log says so (traefik pkg/config/runtime/runtime_http.go, pkg/provider/kubernetes/crd/kubernetes_http.go)',
  reads: gateReads,
  diagnose: (seen) => {
    const gate = seeGate(seen);
    if (!gate) return [];
    return gate.problems
      .filter((each) => each.severity === 'error' && !toldElsewhere.has(each.code) && isKnown(each, gate))
      .flatMap(symptomsOf);
  },
  examples: {
    healthy: [
      { objects: [...exampleGate(), ...web, exampleRouteTo()] },
      { objects: [...exampleGate(), ...web, guarded, middleware({ ipAllowList: { sourceRange: ['192.0.2.0/24'] } })] },
      // Without a gate nobody says what is served.
      { objects: [guarded] },
    ],
    ill: [
      { objects: [...exampleGate(), ...web, guarded] },
      { objects: [...exampleGate(), exampleRouteTo()] },
      { objects: [...exampleGate(), ...web, exampleRouteTo({ services: [{ name: 'web', port: 81 }] })] },
      { objects: [...exampleGate(), ...web, exampleRouteTo({}, { entryPoints: ['secure'] })] },
      { objects: [...exampleGate(), ...web, exampleRouteTo({ match: 'Host(`web.example.org`' })] },
      {
        objects: [
          ...exampleGate(),
          ...web,
          exampleRouteTo({ services: [{ name: 'web', namespace: 'other', port: 80 }] }),
        ],
      },
      { objects: [...exampleGate(), ...web, guarded, middleware({ ipAllowList: { sourceRange: ['192.0.2.0/240'] } })] },
      { objects: [...exampleGate(), ...web, exampleRouteTo({}, { tls: { options: { name: 'modern' } } })] },
    ],
  },
};
