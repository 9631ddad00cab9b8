import type { Values } from '../../charts/contract.ts';
import { compareText } from '../../core/finding.ts';
import { notAllowed, type SchemaComplaint, schemaRefusal, templateRefusal } from '../chart-refusal.ts';
import { isMap, isSet, listAt, mapAt, textAt, valueAt } from '../chart-values.ts';
import { redirectionOf } from './chart-arguments-ports.ts';
import { httpOf, type TraefikRelease } from './chart-release.ts';
import { majorOf, nearestVersion } from './chart-versions.ts';

/** Why helm refuses the values, in its words; undefined when it takes them. `given` are the values before the defaults. */
export function refusalOf(release: TraefikRelease, given: Values): string | undefined {
  const complaints = schemaComplaints(release, given);
  if (complaints.length > 0) return schemaRefusal('traefik', complaints);
  return imageRefusal(release) ?? removedRefusal(release, given) ?? workloadRefusal(release) ?? portRefusal(release);
}

/** Keys that older majors knew and a closed schema refuses. */
function schemaComplaints({ version, switches }: TraefikRelease, given: Values): SchemaComplaint[] {
  const major = majorOf(version);
  const rootKeys = [
    ...(switches.closedRoot ? ['certResolvers', 'globalArguments', 'dashboard', 'pilot', 'ssl', 'rollingUpdate'] : []),
    ...(switches.flatLogs ? ['logs'] : []),
  ].filter((key) => Object.hasOwn(given, key));
  const ports = Object.entries(mapAt(given, 'ports')).sort(([a], [b]) => compareText(a, b));
  return [
    ...ports.flatMap(([name, port]) => (isMap(port) ? portComplaints(`/ports/${name}`, port, switches, major) : [])),
    ...(rootKeys.length > 0 ? [notAllowed('', rootKeys)] : []),
  ];
}

function portComplaints(
  at: string,
  port: Values,
  switches: TraefikRelease['switches'],
  major: number,
): SchemaComplaint[] {
  const closed = [
    ...(switches.closedPorts ? ['redirectTo'] : []),
    ...(switches.nestedHttp ? ['redirections', 'tls', 'middlewares'] : []),
  ].filter((key) => Object.hasOwn(port, key));
  const wrongType = (field: string, type: string, wanted: string): SchemaComplaint[] =>
    typeof port[field] === type ? [{ at: `${at}/${field}`, text: `got ${type}, want ${wanted}` }] : [];
  return [
    ...(closed.length > 0 ? [notAllowed(at, closed)] : []),
    ...wrongType('expose', 'boolean', 'object'),
    ...wrongType('port', 'string', 'integer'),
    ...(major === 33 ? wrongType('redirectTo', 'string', 'object') : []),
  ];
}

const latestTexts: Readonly<Record<ReturnType<typeof nearestVersion>, string>> = {
  '41.3.0': templateRefusal('traefik/templates/rbac/role.yaml:1:16', 'ERROR: version "latest" is not supported'),
  '37.4.0':
    'template: traefik/templates/rbac/clusterrole.yaml:14:10: executing "traefik/templates/rbac/clusterrole.yaml" at <semverCompare "<v3.1.0-0" $version>: error calling semverCompare: invalid semantic version',
  '33.2.1':
    'template: traefik/templates/rbac/clusterrole.yaml:14:9: executing "traefik/templates/rbac/clusterrole.yaml" at <semverCompare ">=v3.1.0-0" $version>: error calling semverCompare: invalid semantic version',
};

const imageRefusal = ({ values, version }: TraefikRelease): string | undefined =>
  textAt(values, 'image.tag') === 'latest' ? latestTexts[nearestVersion(version)] : undefined;

function removedRefusal({ version, switches, ports }: TraefikRelease, given: Values): string | undefined {
  if (Object.hasOwn(given, 'certResolvers') && !switches.closedRoot) {
    return templateRefusal(
      'traefik/templates/requirements.yaml:9:6',
      'ERROR: certResolvers setting has been removed. See v33.0.0 Changelog.',
    );
  }
  const removed = switches.redirect !== 'redirectTo' && ports.some(([, port]) => isSet(port, 'redirectTo'));
  const place = `traefik/templates/_podtemplate.tpl${majorOf(version) === 37 ? ':642:18' : ''}`;
  const text =
    'ERROR: redirectTo syntax has been removed in v34 of this Chart. See Release notes or EXAMPLES.md for new syntax.';
  return removed ? templateRefusal(place, text) : undefined;
}

function workloadRefusal({ values, switches, ports }: TraefikRelease): string | undefined {
  const daemonSet = textAt(values, 'deployment.kind') === 'DaemonSet';
  const acme = listAt(values, 'additionalArguments').some((argument) => String(argument).includes('.acme.'));
  if (daemonSet && acme)
    return templateRefusal(
      'traefik/templates/daemonset.yaml',
      'ACME functionality is not supported when running Traefik as a DaemonSet',
    );
  if (acme && Number(valueAt(values, 'deployment.replicas')) > 1) {
    return templateRefusal(
      'traefik/templates/deployment.yaml:11:14',
      'You can not enable acme if you set more than one traefik replica',
    );
  }
  if (daemonSet && isSet(values, 'hostNetwork') && !isSet(values, 'updateStrategy.rollingUpdate.maxUnavailable')) {
    const least = switches.flatLogs ? 0 : 1;
    return templateRefusal(
      'traefik/templates/daemonset.yaml:16:14',
      `maxUnavailable should be greater than ${least} when using hostNetwork.`,
    );
  }
  if (!ports.some(([name]) => name === 'traefik') && !isSet(values, 'deployment.healthchecksPort')) {
    return podRefusal('ERROR: When disabling traefik port, you need to specify `deployment.healthchecksPort`');
  }
  if (!isSet(values, 'api.dashboard') && isSet(values, 'ingressRoute.dashboard.enabled')) {
    return podRefusal('ERROR: Cannot create an IngressRoute for the dashboard without enabling api.dashboard');
  }
  return undefined;
}

const podRefusal = (text: string): string => templateRefusal('traefik/templates/_podtemplate.tpl', text);

function portRefusal(release: TraefikRelease): string | undefined {
  const { values, ports, switches } = release;
  for (const [name, port] of ports) {
    if (isSet(values, 'hostNetwork') && isSet(port, 'hostPort') && textAt(port, 'hostPort') !== textAt(port, 'port')) {
      return podRefusal('ERROR: All hostPort must match their respective containerPort when `hostNetwork` is enabled');
    }
    const redirection = redirectionOf(release, httpOf(port, switches));
    if (!redirection) continue;
    const to = textAt(redirection, 'to');
    const target = ports.find(([candidate]) => candidate === to)?.[1];
    if (!target) return podRefusal(`ERROR: Cannot redirect ${name} to ${to}: entryPoint not found`);
    const scheme = textAt(redirection, 'scheme');
    if (isSet(httpOf(target, switches), 'tls.enabled') && scheme !== '' && scheme !== 'https') {
      return podRefusal(`ERROR: Cannot redirect ${name} to ${to} without setting scheme to https`);
    }
  }
  return undefined;
}
