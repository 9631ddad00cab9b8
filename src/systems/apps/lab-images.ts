import type { LabRuleProblem } from '../../check/rule.ts';
import { needsRoot, writableFolders } from './component-security.ts';
import { type ImageConflict, imageConflicts, type RunContainer } from './images/image.ts';
import type { AppsLab, LabApp } from './lab.ts';
import { portsOf } from './lab-listening.ts';
import { volumesOf } from './lab-mounts.ts';

/** The container that is composed of an app. */
const containerOf = (app: LabApp): RunContainer => ({
  image: app.image ?? '',
  otherProgram: app.command.length > 0,
  args: app.args,
  env: new Map([
    ...Object.entries(app.env),
    ...Object.keys(app.secretEnv).map((name): [string, undefined] => [name, undefined]),
  ]),
  moreEnv: false,
  ports: portsOf(app).map(({ port }) => port),
  probes: [],
  mounts: [...writableFolders(app), ...volumesOf(app).map(({ folder }) => folder)],
  ...(app.user !== undefined && { user: app.user }),
  nonRoot: !needsRoot(app),
  readOnlyRoot: app.readOnlyRoot,
});

type Told = Pick<LabRuleProblem, 'path' | 'hint'>;

/** What of one kind is known to fail in the images of the apps, and where in the lab it is mended. */
export const conflictsOf = (
  { apps }: AppsLab,
  kind: ImageConflict['kind'],
  tell: (app: LabApp, conflict: ImageConflict, path: readonly (string | number)[]) => Told,
): LabRuleProblem[] =>
  apps.flatMap((app, i) =>
    imageConflicts(containerOf(app))
      .filter((conflict) => conflict.kind === kind)
      .map((conflict) => ({ message: `app ${app.name}: ${conflict.message}`, ...tell(app, conflict, ['apps', i]) })),
  );
