import { readFileSync } from 'node:fs';
import type { UnknownObject } from '../src/kube/object.ts';
import { apiClient } from './api-request.ts';

type Client = ReturnType<typeof apiClient>;

interface Served {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** A bare client by the kubeconfig that the lines of a kept platform name. */
export function clientOfLines(lines: readonly string[]): Client {
  const text = readFileSync(/KUBECONFIG=(\S+)/.exec(lines.join('\n'))?.[1] ?? '', 'utf8');
  const field = (name: string) => new RegExp(`${name}: "?([^"\\n]+)`).exec(text)?.[1] ?? '';
  const ca = Buffer.from(field('certificate-authority-data'), 'base64').toString();
  return apiClient({ url: field('server'), token: field('token'), ca });
}

const pathOf = (apiVersion: string): string => (apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`);

async function servedIn(client: Client, apiVersion: string): Promise<readonly Served[]> {
  const { json } = await client.ask(pathOf(apiVersion));
  return (json?.resources ?? []) as readonly Served[];
}

/** What the API server says against an object; nothing when it would take it as it is. */
export async function applyStrictly(client: Client, object: UnknownObject): Promise<string | undefined> {
  const { apiVersion, kind, metadata } = object;
  const resource = (await servedIn(client, apiVersion)).find((each) => each.kind === kind && !each.name.includes('/'));
  if (!resource) return 'its kind is not served';
  const { status, headers, json } = await client.ask(
    `${homeOf(apiVersion, resource, object)}/${metadata.name}?dryRun=All&fieldValidation=Strict&fieldManager=strict&force=true`,
    { method: 'PATCH', body: JSON.stringify(object), headers: { 'content-type': 'application/apply-patch+yaml' } },
  );
  if (status >= 300) return String(json?.message ?? status);
  return headers.warning === undefined ? undefined : String(headers.warning);
}

const homeOf = (apiVersion: string, { name, namespaced }: Served, { metadata }: UnknownObject): string =>
  `${pathOf(apiVersion)}${namespaced ? `/namespaces/${metadata.namespace}` : ''}/${name}`;

/** Every kind that can be listed and written, with its version. */
async function writableKinds(client: Client): Promise<readonly (Served & { readonly apiVersion: string })[]> {
  const { json } = await client.ask('/apis');
  const groups = (json?.groups ?? []) as readonly { versions: readonly { groupVersion: string }[] }[];
  const versions = ['v1', ...groups.flatMap((group) => group.versions.map(({ groupVersion }) => groupVersion))];
  const found: (Served & { readonly apiVersion: string })[] = [];
  for (const apiVersion of versions) {
    for (const served of await servedIn(client, apiVersion))
      if (served.verbs.includes('list') && served.verbs.includes('update')) found.push({ ...served, apiVersion });
  }
  return found;
}

/** What a strict API server does not know of the objects there are, in its words, and how many it looked at. */
export async function unknownFields(
  client: Client,
): Promise<{ readonly looked: number; readonly unknown: readonly string[] }> {
  const unknown = new Set<string>();
  let looked = 0;
  for (const { apiVersion, kind, ...served } of await writableKinds(client)) {
    const { json } = await client.ask(`${pathOf(apiVersion)}/${served.name}`);
    for (const item of (json?.items ?? []) as readonly UnknownObject[]) {
      const object = { ...item, apiVersion, kind };
      const { json: answer } = await client.ask(
        `${homeOf(apiVersion, { kind, ...served }, object)}/${object.metadata.name}?dryRun=All&fieldValidation=Strict`,
        { method: 'PUT', body: JSON.stringify(object) },
      );
      looked++;
      const message = String(answer?.message ?? '');
      if (message.includes('unknown field')) unknown.add(`${kind}: ${message}`);
    }
  }
  return { looked, unknown: [...unknown] };
}
