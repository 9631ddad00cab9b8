import type { NeededSecret } from '../../compose/composed-object.ts';
import { compareText } from '../../core/finding.ts';
import { slugOf } from './component-names.ts';
import { mountedSecrets } from './component-volumes.ts';
import type { LabApp } from './lab.ts';

type Reference = LabApp['secretEnv'][string];

const byHand = 'hand';

/** Where a value lies: a file of the repository, or nowhere in it. */
const sourceOf = ({ sops }: Reference): string => sops ?? byHand;

/** The Secret of a variable: one for all of an app, unless they lie in several places. */
function secretOf(app: LabApp, reference: Reference): string {
  const all = new Set(Object.values(app.secretEnv).map(sourceOf));
  const stem = sourceOf(reference).replace(/^.*\//, '').replace(/\..*$/, '');
  return all.size > 1 ? `${app.name}-${slugOf(stem)}` : app.name;
}

/** The variables of an app that come of secrets, in order of name. */
export const secretVariables = (app: LabApp) =>
  Object.entries(app.secretEnv)
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, reference]) => ({
      name,
      valueFrom: { secretKeyRef: { name: secretOf(app, reference), key: reference.key ?? name } },
    }));

/** The secrets of an app. */
export function neededSecrets(app: LabApp, namespace: string): NeededSecret[] {
  const sorted = Object.entries(app.secretEnv).sort(([a], [b]) => compareText(a, b));
  const variables = sorted.map(([variable, reference]) => ({
    namespace,
    name: secretOf(app, reference),
    key: reference.key ?? variable,
    purpose: `${variable} of app ${app.name}`,
    from: placeOf(reference),
  }));
  const mounted = mountedSecrets(app).map(({ secret, name, folder }) => ({
    namespace,
    name,
    key: secret.key ?? 'key',
    purpose: `what app ${app.name} finds in ${folder}`,
    from: placeOf(secret),
  }));
  return [...variables, ...mounted];
}

const placeOf = ({ file, env, sops }: Reference): NeededSecret['from'] => ({ file, env, sops });
