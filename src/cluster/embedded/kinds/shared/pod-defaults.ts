import { change, eachBy, type Fields, fill } from './fill.ts';
import { canonical, resources } from './quantities.ts';

/** Defaults of pods and pod templates: kubernetes pkg/apis/core/v1/defaults.go. */
export function defaultPodSpec(spec: Fields): Fields {
  let next = fill(spec, {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  });
  next = change(next, 'volumes', eachBy(defaultVolume));
  for (const field of ['containers', 'initContainers', 'ephemeralContainers'])
    next = change(next, field, eachBy(defaultContainer));
  return mirrorServiceAccount(next);
}

/** The old name of the field follows the new one, and the other way round. */
function mirrorServiceAccount(spec: Fields): Fields {
  const name = spec.serviceAccountName || spec.serviceAccount;
  return name ? fill(spec, { serviceAccountName: name, serviceAccount: name }) : spec;
}

/** Defaults of a Pod itself, beyond those of its spec: templates get no ports of their host (SetDefaults_Pod). */
export const defaultPod = (spec: Fields): Fields => {
  const next = fill(defaultPodSpec(spec), { enableServiceLinks: true });
  const container = (each: Fields): Fields =>
    spec.hostNetwork === true ? hostPorts(requestsFromLimits(each)) : requestsFromLimits(each);
  return ['containers', 'initContainers'].reduce((at, field) => change(at, field, eachBy(container)), next);
};

const requestsFromLimits = (container: Fields): Fields =>
  change(container, 'resources', (resources: Fields) => {
    const limits = resources.limits as Fields | undefined;
    if (!limits) return resources;
    const requests = fill(resources.requests as Fields | undefined, limits);
    return requests === resources.requests ? resources : { ...resources, requests };
  });

/** A tag is what follows the last colon behind the last slash; none is `latest`. */
function pullPolicy(image: unknown): string {
  const [reference = ''] = String(image ?? '').split('@');
  const tag = /:([^:/]+)$/.exec(reference)?.[1];
  const digested = String(image ?? '').includes('@');
  return tag === 'latest' || (tag === undefined && !digested) ? 'Always' : 'IfNotPresent';
}

function defaultContainer(container: Fields): Fields {
  let next = fill(container, {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  if (!next.imagePullPolicy) next = { ...next, imagePullPolicy: pullPolicy(container.image) };
  next = change(next, 'resources', resources);
  next = change(next, 'ports', eachBy(defaultPort));
  next = change(next, 'env', eachBy(defaultEnv));
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) next = change(next, probe, defaultProbe);
  return change(next, 'lifecycle', (lifecycle: Fields) =>
    ['postStart', 'preStop'].reduce((at, hook) => change(at, hook, defaultHandler), lifecycle),
  );
}

/** On the host's network a port is the host's. */
const hostPorts = (container: Fields): Fields =>
  change(
    container,
    'ports',
    eachBy((port: Fields) => (port.hostPort ? port : { ...port, hostPort: port.containerPort })),
  );

const defaultPort = (port: Fields): Fields => fill(port, { protocol: 'TCP' });

const defaultFieldRef = (source: Fields): Fields =>
  change(source, 'fieldRef', (reference: Fields) => fill(reference, { apiVersion: 'v1' }));

const defaultEnv = (env: Fields): Fields => change(env, 'valueFrom', defaultFieldRef);

const defaultHandler = (handler: Fields): Fields =>
  change(handler, 'httpGet', (get: Fields) => fill(get, { path: '/', scheme: 'HTTP' }));

const defaultProbe = (probe: Fields): Fields =>
  change(
    defaultHandler(
      fill(nonZero(probe), { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
    ),
    'grpc',
    (grpc: Fields) => fill(grpc, { service: '' }),
  );

const counted = ['timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

/** A zero stands for the default. */
const nonZero = (probe: Fields): Fields =>
  counted.some((field) => probe[field] === 0)
    ? Object.fromEntries(Object.entries(probe).filter(([field, value]) => !(counted.includes(field) && value === 0)))
    : probe;

function defaultVolume(volume: Fields): Fields {
  if (Object.keys(volume).length === 1 && volume.name !== undefined) return { ...volume, emptyDir: {} };
  let next = volume;
  for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    next = change(next, source, (value: Fields) => fill(value, { defaultMode: 420 }));
  }
  next = change(next, 'downwardAPI', (value: Fields) => change(value, 'items', eachBy(defaultFieldRef)));
  next = change(next, 'projected', (value: Fields) => change(value, 'sources', eachBy(defaultProjection)));
  next = change(next, 'emptyDir', (value: Fields) => change(value, 'sizeLimit', canonical));
  next = change(next, 'hostPath', (value: Fields) => fill(value, { type: '' }));
  return change(next, 'ephemeral', (value: Fields) =>
    change(value, 'volumeClaimTemplate', (template: Fields) =>
      change(template, 'spec', (spec: Fields) => fill(spec, { volumeMode: 'Filesystem' })),
    ),
  );
}

const defaultProjection = (source: Fields): Fields =>
  change(
    change(source, 'serviceAccountToken', (token: Fields) => fill(token, { expirationSeconds: 3600 })),
    'downwardAPI',
    (value: Fields) => change(value, 'items', eachBy(defaultFieldRef)),
  );

/** Defaults of the spec inside a template. */
export const defaultTemplate = (template: Fields): Fields => change(template, 'spec', defaultPodSpec);
