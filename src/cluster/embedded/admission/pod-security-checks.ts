import { compareText } from '../../../core/finding.ts';
import { record, records } from '../kinds/shared/checks.ts';
import type { Fields } from '../kinds/shared/fill.ts';

/** What a pod does that its level forbids. */
export interface Breach {
  readonly reason: string;
  readonly detail: string;
}

type Check = (spec: Fields) => Breach | undefined;

const containersOf = (spec: Fields): readonly Fields[] =>
  ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) => records(spec[field]));

const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');
const plural = (word: string, count: number): string => (count === 1 ? word : `${word}s`);
const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort(compareText);
const named = (names: readonly string[]): string => `${plural('container', names.length)} ${quoted(names)}`;
const nameOf = (container: Fields): string => String(container.name ?? '');
const contextOf = (container: Fields): Fields => record(container.securityContext);

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** Pods in a user namespace of their own are held less tightly. */
const inUserNamespace = (spec: Fields): boolean => spec.hostUsers === false;

const hostNamespaces: Check = (spec) => {
  const used = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true);
  return used.length === 0
    ? undefined
    : { reason: 'host namespaces', detail: used.map((field) => `${field}=true`).join(', ') };
};

const hostPathVolumes: Check = (spec) => {
  const names = records(spec.volumes)
    .filter(({ hostPath }) => hostPath !== undefined)
    .map(nameOf);
  if (names.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${plural('volume', names.length)} ${quoted(names)}` };
};

const uses = (count: number): string => (count === 1 ? 'uses' : 'use');

const hostPorts: Check = (spec) => {
  const portsOf = (container: Fields) =>
    records(container.ports).flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []));
  const bad = containersOf(spec).filter((container) => portsOf(container).length > 0);
  if (bad.length === 0) return undefined;
  const ports = sorted(bad.flatMap(portsOf));
  const detail = `${named(bad.map(nameOf))} ${uses(bad.length)} ${plural('hostPort', ports.length)} ${ports.join(', ')}`;
  return { reason: 'hostPort', detail };
};

function hostsOf(container: Fields): readonly string[] {
  const lifecycle = record(container.lifecycle);
  const handlers = [
    container.livenessProbe,
    container.readinessProbe,
    container.startupProbe,
    lifecycle.postStart,
    lifecycle.preStop,
  ];
  return handlers.flatMap((handler) =>
    ['httpGet', 'tcpSocket'].flatMap((kind) => {
      const { host } = record(record(handler)[kind]);
      return host ? [String(host)] : [];
    }),
  );
}

const hostProbes: Check = (spec) => {
  const bad = containersOf(spec).filter((container) => hostsOf(container).length > 0);
  if (bad.length === 0) return undefined;
  const hosts = sorted(bad.flatMap(hostsOf));
  const what = plural('probe or lifecycle host', hosts.length);
  const detail = `${named(sorted(bad.map(nameOf)))} ${uses(bad.length)} ${what} ${quoted(hosts)}`;
  return { reason: 'probe or lifecycle host', detail };
};

/** A check that every container passes alone; `must` says what the others must do. */
const perContainer =
  (reason: string, isBad: (container: Fields) => boolean, must: string): Check =>
  (spec) => {
    const bad = containersOf(spec).filter(isBad).map(nameOf);
    return bad.length === 0 ? undefined : { reason, detail: `${named(bad)} ${must}` };
  };

const privileged = perContainer(
  'privileged',
  (container) => contextOf(container).privileged === true,
  'must not set securityContext.privileged=true',
);

const allowPrivilegeEscalation = perContainer(
  'allowPrivilegeEscalation != false',
  (container) => contextOf(container).allowPrivilegeEscalation !== false,
  'must set securityContext.allowPrivilegeEscalation=false',
);

const procMount: Check = (spec) => {
  const mountOf = (container: Fields) => String(contextOf(container).procMount ?? 'Default');
  const bad = containersOf(spec).filter((container) => mountOf(container) !== 'Default');
  if (bad.length === 0 || inUserNamespace(spec)) return undefined;
  const detail = `${named(bad.map(nameOf))} must not set securityContext.procMount to ${quoted(sorted(bad.map(mountOf)))}`;
  return { reason: 'procMount', detail };
};

const defaultCapabilities = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);

const addedBy = (container: Fields, allowed: (capability: string) => boolean): readonly string[] =>
  listOf(record(contextOf(container).capabilities).add).filter((capability) => !allowed(capability));

const capabilitiesBaseline: Check = (spec) => {
  const allowed = (capability: string) => defaultCapabilities.has(capability);
  const bad = containersOf(spec).filter((container) => addedBy(container, allowed).length > 0);
  if (bad.length === 0) return undefined;
  const added = sorted(bad.flatMap((container) => addedBy(container, allowed)));
  return {
    reason: 'non-default capabilities',
    detail: `${named(bad.map(nameOf))} must not include ${quoted(added)} in securityContext.capabilities.add`,
  };
};

const capabilitiesRestricted: Check = (spec) => {
  const allowed = (capability: string) => capability === 'NET_BIND_SERVICE';
  const all = containersOf(spec);
  const keeping = all.filter((container) => !listOf(record(contextOf(container).capabilities).drop).includes('ALL'));
  const adding = all.filter((container) => addedBy(container, allowed).length > 0);
  if (keeping.length + adding.length === 0) return undefined;
  const added = sorted(adding.flatMap((container) => addedBy(container, allowed)));
  const details = [
    ...(keeping.length > 0 ? [`${named(keeping.map(nameOf))} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0
      ? [`${named(adding.map(nameOf))} must not include ${quoted(added)} in securityContext.capabilities.add`]
      : []),
  ];
  return { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const harmlessVolumes = new Set(
  'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' '),
);

const restrictedVolumes: Check = (spec) => {
  const typeOf = (volume: Fields) => Object.keys(volume).find((field) => field !== 'name') ?? 'unknown';
  const bad = records(spec.volumes).filter((volume) => !harmlessVolumes.has(typeOf(volume)));
  if (bad.length === 0) return undefined;
  const types = sorted(bad.map(typeOf));
  const detail = `${plural('volume', bad.length)} ${quoted(bad.map(nameOf))} ${uses(bad.length)} ${plural('restricted volume type', types.length)} ${quoted(types)}`;
  return { reason: 'restricted volume types', detail };
};

/** Those who set a field wrongly: the pod, containers by name. */
function settersOf(spec: Fields, isBad: (context: Fields) => boolean): readonly string[] {
  const containers = containersOf(spec)
    .filter((container) => isBad(contextOf(container)))
    .map(nameOf);
  return [
    ...(isBad(record(spec.securityContext)) ? ['pod'] : []),
    ...(containers.length > 0 ? [named(containers)] : []),
  ];
}

const runAsNonRoot: Check = (spec) => {
  if (inUserNamespace(spec)) return undefined;
  const reason = 'runAsNonRoot != true';
  const setters = settersOf(spec, (context) => context.runAsNonRoot === false);
  if (setters.length > 0)
    return { reason, detail: `${setters.join(' and ')} must not set securityContext.runAsNonRoot=false` };
  if (record(spec.securityContext).runAsNonRoot === true) return undefined;
  const silent = containersOf(spec)
    .filter((container) => contextOf(container).runAsNonRoot === undefined)
    .map(nameOf);
  return silent.length === 0
    ? undefined
    : { reason, detail: `pod or ${named(silent)} must set securityContext.runAsNonRoot=true` };
};

const runAsUser: Check = (spec) => {
  const setters = settersOf(spec, (context) => context.runAsUser === 0);
  if (setters.length === 0 || inUserNamespace(spec)) return undefined;
  return { reason: 'runAsUser=0', detail: `${setters.join(' and ')} must not set runAsUser=0` };
};

const seccompOf = (context: Fields): string | undefined => record(context.seccompProfile).type as string | undefined;
const isBadSeccomp = (context: Fields): boolean => {
  const type = seccompOf(context);
  return type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';
};

const seccompBaseline: Check = (spec) => {
  const setters = settersOf(spec, isBadSeccomp);
  if (setters.length === 0) return undefined;
  const contexts = [record(spec.securityContext), ...containersOf(spec).map(contextOf)].filter(isBadSeccomp);
  const values = sorted(contexts.map((context) => String(seccompOf(context))));
  const detail = `${setters.join(' and ')} must not set securityContext.seccompProfile.type to ${quoted(values)}`;
  return { reason: 'seccompProfile', detail };
};

const seccompRestricted: Check = (spec) => {
  const set = seccompBaseline(spec);
  if (set || seccompOf(record(spec.securityContext)) !== undefined) return set;
  const silent = containersOf(spec)
    .filter((container) => seccompOf(contextOf(container)) === undefined)
    .map(nameOf);
  if (silent.length === 0) return undefined;
  const must = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
  return { reason: 'seccompProfile', detail: `pod or ${named(silent)} ${must}` };
};

const safeSysctls = new Set(
  'kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.tcp_syncookies net.ipv4.ping_group_range net.ipv4.ip_unprivileged_port_start net.ipv4.ip_local_reserved_ports net.ipv4.tcp_keepalive_time net.ipv4.tcp_fin_timeout net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes net.ipv4.tcp_rmem net.ipv4.tcp_wmem'.split(
    ' ',
  ),
);

const sysctls: Check = (spec) => {
  const names = records(record(spec.securityContext).sysctls)
    .map(nameOf)
    .filter((name) => !safeSysctls.has(name));
  return names.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: names.join(', ') };
};

const shared: readonly Check[] = [hostNamespaces, hostPorts, hostProbes, privileged];

/** Checks of each level in upstream's order: pod-security-admission policy/registry.go. */
const levels: Readonly<Record<string, readonly Check[]>> = {
  privileged: [],
  baseline: [
    capabilitiesBaseline,
    hostNamespaces,
    hostPathVolumes,
    hostPorts,
    hostProbes,
    privileged,
    procMount,
    seccompBaseline,
    sysctls,
  ],
  restricted: [
    ...shared,
    procMount,
    sysctls,
    allowPrivilegeEscalation,
    capabilitiesRestricted,
    restrictedVolumes,
    runAsNonRoot,
    runAsUser,
    seccompRestricted,
  ],
};

/** What a pod's spec does that a level (`privileged`, `baseline`, `restricted`) forbids. */
export const breachesOf = (level: string, spec: Fields): readonly Breach[] =>
  (levels[level] ?? []).flatMap((check) => check(spec) ?? []);
