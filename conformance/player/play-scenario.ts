import { isDeepStrictEqual } from 'node:util';
import { valueAt } from './paths.ts';
import { fill, requestOf, type Variables } from './request.ts';
import type { Json, Scenario, Step, StepAnswer, Target, WireAnswer } from './scenario.ts';

const WAIT_SECONDS = 60;
const SETUP_SECONDS = 30;

/** What a step gave before normalisation: the whole answer. */
export type RawAnswer = StepAnswer;

/** Plays one scenario on a target: its namespace, its steps in order, and cleans up. A step that fails does not stop the others. */
export async function playScenario(scenario: Scenario, target: Target): Promise<readonly RawAnswer[]> {
  const ns = scenario.id.replaceAll('/', '-');
  let variables = startVariables(ns);
  if (scenario.namespace !== false) await createNamespace(ns, scenario.namespace, target);
  const answers: RawAnswer[] = [];
  try {
    for (const step of scenario.steps) {
      const { answer, status } = await playStep(step, variables, target).catch((error) => failed(step, error));
      answers.push(status);
      variables = { ...variables, ...saved(step, answer) };
    }
  } finally {
    await cleanUp(scenario, ns, target, variables);
  }
  return answers;
}

const GROUPS: Readonly<Record<string, string>> = {
  apps: 'apps/v1',
  batch: 'batch/v1',
  networking: 'networking.k8s.io/v1',
  discovery: 'discovery.k8s.io/v1',
  policy: 'policy/v1',
  rbac: 'rbac.authorization.k8s.io/v1',
};

/** `$ns`, and for each group the path of the scenario's namespace in it; `$core` for the core group. */
function startVariables(ns: string): Variables {
  const groups = Object.entries(GROUPS).map(([name, group]) => [name, `/apis/${group}/namespaces/${ns}`]);
  return { ns, core: `/api/v1/namespaces/${ns}`, ...Object.fromEntries(groups) };
}

const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

/** A namespace is ready for pods once it has its service account. */
async function createNamespace(name: string, labels: Readonly<Record<string, string>>, target: Target): Promise<void> {
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  const created = await target.send({ method: 'POST', path: '/api/v1/namespaces', headers: JSON_HEADERS, body });
  if (created.status !== 201) throw new Error(`namespace ${name}: ${created.body}`);
  const paths = ['serviceaccounts/default', 'configmaps/kube-root-ca.crt'];
  const ready = async (): Promise<boolean> => {
    const answers = await Promise.all(paths.map((path) => read(target, `/api/v1/namespaces/${name}/${path}`)));
    return answers.every((answer) => answer.status === 200);
  };
  if (!(await target.until(ready, SETUP_SECONDS))) throw new Error(`namespace ${name} got no service account`);
}

const read = (target: Target, path: string): Promise<WireAnswer> =>
  target.send({ method: 'GET', path, headers: JSON_HEADERS });

async function cleanUp(scenario: Scenario, ns: string, target: Target, variables: Variables): Promise<void> {
  const own = scenario.namespace === false ? [] : [`/api/v1/namespaces/${ns}`];
  for (const path of [...own, ...scenario.cleanup]) {
    await target.send({ method: 'DELETE', path: fill(path, variables), headers: JSON_HEADERS });
  }
}

interface Played {
  readonly answer: Json;
  readonly status: RawAnswer;
}

/** The failure alone is compared: what an answer was meanwhile says nothing. */
function failed(step: Step, error: unknown): Played {
  const failure = error instanceof Error ? error.message : String(error);
  return { answer: null, status: { step: step.name, status: 0, body: null, failure } };
}

async function playStep(step: Step, variables: Variables, target: Target): Promise<Played> {
  if (step.verb === 'silence' || step.verb === 'revive') {
    await target.kubelet(fill(step.path, variables), step.verb === 'revive');
    return { answer: null, status: { step: step.name, status: 0, body: null } };
  }
  if (step.verb === 'watch') return playWatch(step, variables, target);
  if (step.verb === 'wait') return playWait(step, variables, target);
  return result(step, await target.send(requestOf(step, variables)));
}

function result(step: Step, answer: WireAnswer, body: Json = bodyOf(answer.body)): Played {
  const warnings = [answer.headers.warning ?? []].flat().flatMap(splitWarnings);
  const shown = warnings.length > 0 ? { warnings } : {};
  return { answer: body, status: { step: step.name, status: answer.status, ...shown, body } };
}

/** Several warnings may come in one header, parted by commas. */
const splitWarnings = (header: string): readonly string[] => header.split(/, (?=299 )/);

function bodyOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

async function playWatch(step: Step, variables: Variables, target: Target): Promise<Played> {
  const events: Json[] = [];
  const wanted = typeof step.until === 'number' ? step.until : 1;
  const answer = await target.stream(requestOf(step, variables), (line) => events.push(bodyOf(line)) >= wanted);
  return answer.status === 200 ? result(step, answer, events) : result(step, answer);
}

async function playWait(step: Step, variables: Variables, target: Target): Promise<Played> {
  let last: WireAnswer | undefined;
  const test = async (): Promise<boolean> => {
    last = await target.send(requestOf(step, variables));
    return holds(step, last, variables);
  };
  const held = await target.until(test, step.within ?? WAIT_SECONDS);
  if (!held || !last) throw new Error(`waited in vain, last answer: ${last?.status} ${last?.body}`);
  return result(step, last);
}

function holds(step: Step, answer: WireAnswer, variables: Variables): boolean {
  if (step.until === 'gone') return answer.status === 404;
  if (answer.status !== 200 || typeof step.until !== 'object') return false;
  const body = bodyOf(answer.body);
  return Object.entries(step.until).every(([path, value]) =>
    isDeepStrictEqual(
      valueAt(body, fill(path, variables)) ?? null,
      typeof value === 'string' ? fill(value, variables) : value,
    ),
  );
}

function saved(step: Step, answer: Json): Variables {
  const entries = Object.entries(step.save ?? {}).map(([name, path]) => {
    const value = valueAt(answer, path) ?? `nothing-at${path}`;
    return [name, typeof value === 'string' ? value : JSON.stringify(value)] as const;
  });
  return Object.fromEntries(entries);
}
