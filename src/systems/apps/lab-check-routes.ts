import { duplicates } from '../../lab/checks/duplicates.ts';
import type { LabCheck } from '../../lab/checks/lab-check.ts';
import type { AppsLab } from './lab.ts';

const duplicateAppName: LabCheck<AppsLab> = {
  code: 'duplicate-app-name',
  severity: 'error',
  summary: 'Two apps have the same name.',
  why: 'the name is the folder and the namespace of the app: the second would overwrite the first',
  check: (lab) =>
    duplicates(lab.apps, (app) => [app.name]).map(({ key, index, first }) => ({
      path: ['apps', index, 'name'],
      message: `app ${key} is named twice: apps[${first}] and apps[${index}]`,
      hint: 'give each app a name of its own',
    })),
};

const routeTwice: LabCheck<AppsLab> = {
  code: 'route-twice',
  severity: 'error',
  summary: 'A host and path lead to two apps.',
  why: 'two routers of equal rule have equal priority, and which of them gets a request is left open (traefik pkg/muxer/http)',
  check: (lab) =>
    duplicates(lab.apps, (app) => app.hosts.map((host) => `${host}${app.path}`)).map(({ key, index, first }) => ({
      path: [
        'apps',
        index,
        'hosts',
        lab.apps[index]!.hosts.findIndex((host) => `${host}${lab.apps[index]!.path}` === key),
      ],
      message: `${key} leads to app ${lab.apps[first]!.name} and to app ${lab.apps[index]!.name}`,
      hint: 'give one of them another host or path',
    })),
};

/** Parts of a path that a router cleans away before it compares, or that the API server refuses (kubernetes pkg/apis/networking/validation). */
const brokenPath = /\/\/|\/\.{1,2}(?:\/|$)|%2f/i;

const pathNeverAsked: LabCheck<AppsLab> = {
  code: 'path-never-asked',
  severity: 'error',
  summary: 'The path of an app has parts that no request has.',
  why: 'the API server refuses such a path of an Ingress, and Traefik cleans requests of them before it compares (kubernetes pkg/apis/networking/validation; traefik pkg/server/server_entrypoint_tcp.go)',
  check: ({ apps }) =>
    apps.flatMap((app, i) => {
      if (!brokenPath.test(app.path)) return [];
      const clean = app.path
        .replaceAll(/%2f/gi, '/')
        .split('/')
        .filter((part) => part !== '' && part !== '.' && part !== '..');
      return [
        {
          path: ['apps', i, 'path'],
          message: `${app.path} of app ${app.name} has "//", "/./", "/../" or "%2F" in it`,
          hint: `write /${clean.join('/')}`,
        },
      ];
    }),
};

const writableTwice: LabCheck<AppsLab> = {
  code: 'writable-twice',
  severity: 'error',
  summary: 'A writable folder of an app is named twice.',
  why: 'the API server refuses a container with two mounts at one path: `must be unique` (kubernetes pkg/apis/core/validation)',
  check: ({ apps }) =>
    apps.flatMap((app, i) =>
      duplicates(app.writable, (folder) => [folder.replace(/\/+$/, '')]).map(({ key, index }) => ({
        path: ['apps', i, 'writable', index],
        message: `${key} of app ${app.name} is writable twice`,
        hint: 'name it once',
      })),
    ),
};

const addressNotUsed: LabCheck<AppsLab> = {
  code: 'address-not-used',
  severity: 'warning',
  summary: 'An app names an address, but its Service is no LoadBalancer.',
  why: 'only Services of type LoadBalancer get an address from a pool (metallb controller/service.go)',
  check: (lab) =>
    lab.apps.flatMap((app, i) =>
      app.service.type === 'ClusterIP' && app.service.address
        ? [
            {
              path: ['apps', i, 'service', 'address'],
              message: `app ${app.name} names an address, but its service is a ClusterIP`,
              hint: 'set service.type to LoadBalancer, or remove the address',
            },
          ]
        : [],
    ),
};

/** Names, routes, folders and addresses of the apps. */
export const routeChecks: readonly LabCheck<AppsLab>[] = [
  duplicateAppName,
  routeTwice,
  pathNeverAsked,
  writableTwice,
  addressNotUsed,
];
