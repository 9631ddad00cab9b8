import { printRef } from '../../../kube/object.ts';
import { type Deployment, kinds, type StatefulSet } from '../../../kube/types.ts';
import { exampleDeployment, examplePod } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import { quoted } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isDown, isPodReady, podsOf, whyDown } from '../../../operate/diagnose/workloads.ts';
import { autheliaContainer } from '../config/find-configuration.ts';

type Login = Deployment | StatefulSet;

const isLogin = ({ spec }: Login): boolean => {
  const pod = spec.template.spec;
  return pod !== undefined && autheliaContainer(pod) !== undefined;
};

/** Authelia says all that is wrong with its configuration before it ends (authelia internal/commands/context.go). */
async function causeOf(login: Login, seen: SeenCluster): Promise<Cause> {
  const pod = podsOf(login, seen).find((each) => !isPodReady(each));
  const { name = '', namespace = '' } = pod?.metadata ?? {};
  const container = pod && autheliaContainer(pod.spec)?.name;
  const lines = container ? await seen.logs({ name, namespace }, container) : [];
  const line = lines.find((each) => /level=(?:error|fatal)/.test(each) && /configuration|storage|notifier/i.test(each));
  if (!line) return whyDown(login, seen);
  const said = /msg="([^"]*)"/.exec(line)?.[1] ?? line;
  return {
    likelihood: 'certain',
    cause: `Authelia ends at its start: ${quoted(said)}`,
    evidence: [`log of ${name}: ${quoted(line)}`],
    fix: 'correct what it names in its configuration or its Secret',
    commands: [`kubectl -n ${namespace} logs ${name} --previous --tail=30`],
  };
}

const labels = { 'app.kubernetes.io/name': 'authelia' };
const login = (available: number) => {
  const made = exampleDeployment('login/authelia', labels, available);
  return JSON.parse(JSON.stringify(made).replaceAll('example.com/main:1', 'ghcr.io/authelia/authelia:4.39.20'));
};
const pod = examplePod('login/authelia-1', labels, {
  ready: false,
  spec: { containers: [{ name: 'authelia', image: 'ghcr.io/authelia/authelia:4.39.20' }] },
});

/** Nobody answers whether somebody may come in. */
export const loginDown: Playbook = {
  id: 'login-down',
  symptom: 'Every host behind the login answers 500 or 502: Authelia does not run.',
  why: 'a gate that asks at each request whether somebody may come in lets nobody in while it gets no answer (authelia internal/handlers/handler_authz.go; docs, forward-auth)',
  reads: [kinds.Deployment, kinds.StatefulSet],
  diagnose: async (seen) => {
    const all = [...seen.list<Login>(kinds.Deployment), ...seen.list<Login>(kinds.StatefulSet)];
    const down = all.filter((each) => isLogin(each) && isDown(each, seen));
    return Promise.all(
      down.map(async (each) => ({
        object: printRef(each),
        shows: 'does not run: every host behind the login answers 500 or 502',
        causes: [await causeOf(each, seen)] as const,
      })),
    );
  },
  examples: {
    healthy: [{ objects: [login(1)] }],
    ill: [
      { objects: [login(0), pod] },
      {
        objects: [login(0), pod],
        logs: {
          'login/authelia-1/authelia': [
            'time="2026-01-01T11:59:00Z" level=error msg="Configuration: storage: option \'encryption_key\' is required"',
            'time="2026-01-01T11:59:00Z" level=fatal msg="Can\'t continue due to the errors loading the configuration"',
          ],
        },
      },
    ],
  },
};
