import type { Controller } from '../cluster/controller.ts';
import { GatehouseError } from '../core/errors.ts';

const all = '*';
const own = 'kubernetes/';

/**
 * Those of the controllers that a list such as `*`, `*,-job` or `deployment,replica-set` switches on, read as kube-controller-manager reads
 * its own: a name switches on, a name after `-` off, what is not named follows `*`; the first mention counts. A name is an id
 * (`metallb/speaker`), a system (`metallb`), or what stands after `kubernetes/`. Fails for a name that no controller has.
 * Upstream: staging/src/k8s.io/controller-manager/app/helper.go IsControllerEnabled.
 */
export function chooseControllers(
  controllers: readonly Controller[],
  wanted: readonly string[],
): readonly Controller[] {
  for (const name of wanted) requireKnown(name.replace(/^-/, ''), controllers);
  return controllers.filter(({ id }) => isOn(id, wanted));
}

function isOn(id: string, wanted: readonly string[]): boolean {
  const mention = wanted.find((name) => name !== all && isCalled(id, name.replace(/^-/, '')));
  return mention === undefined ? wanted.includes(all) : !mention.startsWith('-');
}

const isCalled = (id: string, name: string): boolean =>
  id === name || id === `${own}${name}` || id.startsWith(`${name}/`);

function requireKnown(name: string, controllers: readonly Controller[]): void {
  if (name === all || controllers.some(({ id }) => isCalled(id, name))) return;
  const known = controllers.map(({ id }) => (id.startsWith(own) ? id.slice(own.length) : id));
  throw new GatehouseError(`controller ${JSON.stringify(name)}: there is none of that name`, {
    hint: `known: *, ${known.join(', ')}; a - before a name switches it off`,
  });
}

/** The names of a list between commas. */
export const splitNames = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
