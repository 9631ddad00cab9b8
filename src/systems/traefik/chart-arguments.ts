import type { Values } from '../../charts/contract.ts';
import { isSet, isTrueInTemplate, listAt, mapAt, textAt, valueAt } from '../chart-values.ts';
import { flattenArguments } from './chart-arguments-flatten.ts';
import { entryPointArguments } from './chart-arguments-ports.ts';
import type { TraefikRelease } from './chart-release.ts';

/** The static configuration as arguments of the container, in the order of `_podtemplate.tpl`. */
export function staticArguments(release: TraefikRelease): string[] {
  const { values, ports } = release;
  return [
    ...globalArguments(release),
    ...ports.flatMap(([name, port]) => addressArguments(name, port)),
    ...(isSet(values, 'api.dashboard') ? ['--api.dashboard=true'] : []),
    '--ping=true',
    ...metricArguments(values),
    ...crdProvider(values),
    ...ingressProvider(release),
    ...namespaceArguments(values),
    ...entryPointArguments(release),
    ...logArguments(release),
    ...flattenArguments('certificatesresolvers', valueAt(values, 'certificatesResolvers')),
    ...listAt(values, 'additionalArguments').map(String),
  ];
}

function globalArguments({ values, switches }: TraefikRelease): string[] {
  if (switches.globalArguments) return listAt(values, 'globalArguments').map(String);
  return [
    ...(isSet(values, 'global.checkNewVersion') ? [] : ['--global.checkNewVersion=false']),
    ...(isSet(values, 'global.sendAnonymousUsage') ? ['--global.sendAnonymousUsage'] : []),
  ];
}

function addressArguments(name: string, port: Values): string[] {
  const protocol = (textAt(port, 'protocol') || 'tcp').toLowerCase();
  const address = `--entryPoints.${name}.address=${textAt(port, 'hostIP')}:${textAt(port, 'port')}/${protocol}`;
  return [
    address,
    ...(isSet(port, 'asDefault') ? [`--entryPoints.${name}.asDefault=${textAt(port, 'asDefault')}`] : []),
  ];
}

const metricArguments = (values: Values): string[] =>
  isSet(values, 'metrics.prometheus')
    ? [
        '--metrics.prometheus=true',
        `--metrics.prometheus.entrypoint=${textAt(values, 'metrics.prometheus.entryPoint')}`,
      ]
    : [];

/** `--flag=value` for the fields that are set, in this order. */
const flags = (prefix: string, settings: Values, fields: readonly string[]): string[] =>
  fields
    .filter((field) => isTrueInTemplate(settings[field]))
    .map((field) => `${prefix}.${field}=${textAt(settings, field)}`);

const emptyServices = (prefix: string, settings: Values): string[] =>
  valueAt(settings, 'allowEmptyServices') === undefined
    ? []
    : [`${prefix}.allowEmptyServices=${textAt(settings, 'allowEmptyServices')}`];

function crdProvider(values: Values): string[] {
  const settings = mapAt(values, 'providers.kubernetesCRD');
  const prefix = '--providers.kubernetescrd';
  if (!isSet(settings, 'enabled')) return [];
  return [
    prefix,
    ...flags(prefix, settings, ['labelSelector', 'ingressClass', 'allowCrossNamespace', 'allowExternalNameServices']),
    ...emptyServices(prefix, settings),
    ...flags(prefix, settings, ['nativeLBByDefault']),
  ];
}

function ingressProvider({ values, namespace, fullname }: TraefikRelease): string[] {
  const settings = mapAt(values, 'providers.kubernetesIngress');
  const prefix = '--providers.kubernetesingress';
  if (!isSet(settings, 'enabled')) return [];
  const override = textAt(settings, 'publishedService.pathOverride');
  const published =
    isSet(settings, 'publishedService.enabled') && (isSet(values, 'service.enabled') || override !== '');
  return [
    prefix,
    ...flags(prefix, settings, ['allowExternalNameServices']),
    ...emptyServices(prefix, settings),
    ...(published ? [`${prefix}.ingressendpoint.publishedservice=${override || `${namespace}/${fullname}`}`] : []),
    ...flags(prefix, settings, ['labelSelector', 'ingressClass', 'nativeLBByDefault', 'strictPrefixMatching']),
  ];
}

const namespaceArguments = (values: Values): string[] =>
  ['kubernetesCRD', 'kubernetesIngress'].flatMap((provider) => {
    const settings = mapAt(values, `providers.${provider}`);
    const namespaces = listAt(settings, 'namespaces');
    if (!isSet(settings, 'enabled') || namespaces.length === 0) return [];
    return [`--providers.${provider.toLowerCase()}.namespaces=${namespaces.join(',')}`];
  });

function logArguments({ values, switches }: TraefikRelease): string[] {
  const log = mapAt(values, switches.flatLogs ? 'log' : 'logs.general');
  const colours = isSet(log, 'noColor') && ['', 'common'].includes(textAt(log, 'format'));
  const access = isSet(values, switches.flatLogs ? 'accessLog.enabled' : 'logs.access.enabled');
  return [
    ...flags('--log', log, ['format', 'filePath']),
    ...(colours ? ['--log.noColor=true'] : []),
    ...(isSet(log, 'level') ? [`--log.level=${textAt(log, 'level').toUpperCase()}`] : []),
    ...(access
      ? ['--accesslog=true', '--accesslog.fields.defaultmode=keep', '--accesslog.fields.headers.defaultmode=drop']
      : []),
  ];
}
