import type { CheckProblem, LabCheck } from '../../lab/checks/lab-check.ts';
import { appNamespace } from './component-names.ts';
import { needsRoot, writableFolders } from './component-security.ts';
import { imageFactsOf } from './image-facts.ts';
import type { AppsLab, LabApp } from './lab.ts';
import { routeChecks } from './lab-check-routes.ts';
import { type ImageConflict, imageConflicts, type RunContainer } from './semantics-image.ts';

/** The container that is composed of an app. */
const containerOf = (app: LabApp): RunContainer => ({
  image: app.image,
  otherProgram: false,
  args: app.args,
  env: new Map(Object.entries(app.env)),
  moreEnv: false,
  ports: [app.port],
  probes: [],
  mounts: writableFolders(app),
  ...(app.user !== undefined && { user: app.user }),
  nonRoot: !needsRoot(app),
  readOnlyRoot: app.readOnlyRoot,
});

type Told = Pick<CheckProblem, 'path' | 'hint'>;

const conflictsOf = (
  { apps }: AppsLab,
  kind: ImageConflict['kind'],
  tell: (app: LabApp, conflict: ImageConflict, path: readonly (string | number)[]) => Told,
): CheckProblem[] =>
  apps.flatMap((app, i) =>
    imageConflicts(containerOf(app))
      .filter((conflict) => conflict.kind === kind)
      .map((conflict) => ({ message: `app ${app.name}: ${conflict.message}`, ...tell(app, conflict, ['apps', i]) })),
  );

const listensElsewhere: LabCheck<AppsLab> = {
  code: 'image-listens-elsewhere',
  severity: 'error',
  summary: 'The image of an app listens on another port than the lab file says.',
  why: 'nothing answers on the port of the Service: the probe fails and the pod never becomes ready (kubernetes pkg/kubelet/prober)',
  check: (lab) =>
    conflictsOf(lab, 'port', (app, { port }, path) => {
      const { portFlag } = imageFactsOf(app.image) ?? {};
      const told = portFlag === undefined ? '' : `, or args: [--${portFlag}=${app.port}]`;
      return { path: [...path, 'port'], hint: `write port: ${port}${told}` };
    }),
};

const cannotWrite: LabCheck<AppsLab> = {
  code: 'image-cannot-write',
  severity: 'error',
  summary: 'The image of an app must write to folders it may not write to.',
  why: 'the program ends at its start, and the pod with it: CrashLoopBackOff',
  check: (lab) =>
    conflictsOf(lab, 'folder', (app, { folders }, path) => ({
      path: [...path, app.readOnlyRoot ? 'readOnlyRoot' : 'user'],
      hint: `write writable: [${[...app.writable, ...folders].join(', ')}]${app.readOnlyRoot ? '' : ', or remove user'}`,
    })),
};

const sharedNamespace: LabCheck<AppsLab> = {
  code: 'app-namespace-twice',
  severity: 'error',
  summary: 'Two apps come into one namespace.',
  why: 'an app named as a namespace of the platform goes to NAME-app: an app of that name would share it, and Flux would apply the Namespace twice',
  check: ({ apps }, { namespaces }) => {
    const first = new Map<string, number>();
    return apps.flatMap((app, i) => {
      const namespace = appNamespace(app, namespaces);
      const other = apps[first.get(namespace) ?? i]!;
      if (!first.has(namespace)) first.set(namespace, i);
      if (other.name === app.name) return [];
      const message = `apps ${other.name} and ${app.name} both come into the namespace ${namespace}`;
      return [{ path: ['apps', i, 'name'], message, hint: 'rename one of them' }];
    });
  },
};

/** What is known of apps and their images. */
export const labChecks: readonly LabCheck<AppsLab>[] = [...routeChecks, listensElsewhere, cannotWrite, sharedNamespace];
