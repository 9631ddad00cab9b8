import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { isJsonObject } from '../../../kube/json.ts';
import type { SourcedObject } from '../../../kube/origin.ts';
import { exampleArguments, exampleTraefik } from '../rule-examples.ts';
import { traefikContainers, traefikReleases } from '../rule-gate-settings.ts';

type Path = readonly (string | number)[];

const headers: Readonly<Record<string, string>> = {
  forwardedheaders: 'X-Forwarded-For and its like',
  proxyprotocol: 'the header of the PROXY protocol',
};

/** What a problem says of an entry point that believes everybody. */
const say = (on: SourcedObject, path: Path, point: string, setting: string): Problem => ({
  on,
  path,
  message: `entry point ${point} believes ${headers[setting.toLowerCase()]} of every client: each can say that it is another`,
  hint: `name the proxies before the gate in trustedIPs, and leave insecure out`,
});

/** Ports of the chart that say so. */
const inValues = (on: SourcedObject): readonly Problem[] => {
  const { values } = (on.object.spec ?? {}) as { readonly values?: { readonly ports?: unknown } };
  return Object.entries(isJsonObject(values?.ports) ? values.ports : {}).flatMap(([point, port]) =>
    ['forwardedHeaders', 'proxyProtocol'].flatMap((setting) => {
      const options = isJsonObject(port) ? port[setting] : undefined;
      if (!isJsonObject(options) || options.insecure !== true) return [];
      return [say(on, ['spec', 'values', 'ports', point, setting, 'insecure'], point, setting)];
    }),
  );
};

const argument = /^--entrypoints\.([^.=]+)\.(forwardedheaders|proxyprotocol)\.insecure(=true)?$/i;

/** Arguments that say so: of the chart's values, or of what runs Traefik itself. */
function inArguments(on: SourcedObject): readonly Problem[] {
  const { values } = (on.object.spec ?? {}) as { readonly values?: { readonly additionalArguments?: unknown } };
  const added: readonly unknown[] = Array.isArray(values?.additionalArguments) ? values.additionalArguments : [];
  const path = added.length > 0 ? ['spec', 'values', 'additionalArguments'] : ['spec'];
  const own = traefikContainers(on.object).flatMap(({ args = [] }) => args);
  return [...added, ...own].flatMap((each) => {
    const [, point, setting] = typeof each === 'string' ? (argument.exec(each) ?? []) : [];
    return point === undefined || setting === undefined ? [] : [say(on, path, point, setting)];
  });
}

const gates = (input: RuleInput): readonly SourcedObject[] =>
  ['Deployment', 'DaemonSet']
    .flatMap((kind) => input.ofKind(kind, 'apps'))
    .filter(({ madeBy }) => madeBy === undefined);

const believing = {
  ...exampleTraefik,
  spec: {
    template: {
      metadata: { labels: { 'app.kubernetes.io/name': 'traefik' } },
      spec: {
        containers: [
          { name: 'traefik', args: [...exampleArguments, '--entryPoints.websecure.proxyProtocol.insecure=true'] },
        ],
      },
    },
  },
};

/** Whoever asks says who they are, and is believed. */
export const clientAddressFromAnyone: ObjectsRule = {
  id: 'client-address-from-anyone',
  needs: 'objects',
  severity: 'warning',
  summary: 'An entry point takes the address of a client from what the client itself says.',
  why: 'insecure trusts every sender (traefik pkg/middlewares/forwardedheaders/forwarded_header.go, pkg/server/server_entrypoint_tcp.go buildProxyProtocolListener): allow lists, rate limits and logs then go by an address that anybody can make up',
  check: (input) => [
    ...traefikReleases(input).flatMap((on) => [...inValues(on), ...inArguments(on)]),
    ...gates(input).flatMap(inArguments),
  ],
  examples: { passing: [exampleTraefik], failing: [believing] },
};
