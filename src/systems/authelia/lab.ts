import * as z from 'zod';
import { interpreted } from '../../lab/interpreted.ts';
import { fullHost, type LabCore } from '../../lab/lab-core.ts';
import type { PlannedVolume, SlicePlan } from '../../lab/lab-plan.ts';
import { filledText, hostText, nameText, objectNameText, quantityText, versionText } from '../../lab/scalars.ts';
import { SecretReference } from '../../lab/secret-reference.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { autheliaNamespace } from './component-names.ts';

const DataVolume = z.strictObject({
  class: objectNameText
    .optional()
    .describe('Class of the volume; left out, that of `storage`, or else that which the cluster takes by itself.'),
  size: quantityText.default('1Gi').describe('Size of the volume.'),
});

const Data = z.union([quantityText.transform((size) => ({ class: undefined, size })), DataVolume]);

const Authelia = z
  .strictObject({
    host: hostText.default('auth').describe('Name of the portal; one without a dot lies under `domain`.'),
    namespace: nameText.default(autheliaNamespace).describe('Namespace of Authelia.'),
    groups: z
      .record(filledText, z.enum(['one-factor', 'two-factor']))
      .default({})
      .describe('Groups of people, by what they must show: a password, or a password and a second factor.'),
    users: SecretReference.optional().describe(
      'The users file, with hashed passwords; the key is `users.yml` unless it is named. Left out, it is made by hand from a file of that name.',
    ),
    data: Data.optional().describe(
      'A volume for what people set up at the portal, second factors and consents: its size, or a mapping. Left out, both are lost when the pod goes.',
    ),
    keys: SecretReference.optional().describe(
      'A Secret with the keys that Authelia needs, by the names the guide lists; left out, they are made by hand.',
    ),
  })
  .describe('Authelia: a portal to sign in at, asked before a request goes on.');

const usual = Authelia.parse({}, interpreted);

const Login = z
  .union([
    z.literal('authelia').transform(() => ({ authelia: usual })),
    z.strictObject({ authelia: Authelia }).describe('What people sign in at.'),
  ])
  .describe('What people sign in at: `authelia`, or its settings.');

const fields = { login: Login.optional() };
const versions = { authelia: versionText.default('4.39.20').describe('Version of Authelia.') };

/** What Authelia sees of a lab. */
export type AutheliaLab = LabWith<typeof fields, typeof versions>;

/** A lab that people sign in at. */
export type LoginLab = AutheliaLab & { readonly login: NonNullable<AutheliaLab['login']> };

/** Whether people sign in at a lab. */
export const hasLogin = (lab: AutheliaLab): lab is LoginLab => lab.login !== undefined;

/** Name of the portal in full. */
export const portalHost = (lab: LoginLab): string => fullHost(lab, lab.login.authelia.host);

/** The domain whose hosts share a session: that of the lab where the portal lies under it, or what the portal lies under. */
export function sessionDomain(lab: LoginLab): string {
  const host = portalHost(lab);
  const { domain }: LabCore = lab;
  return domain !== undefined && host.endsWith(`.${domain}`) ? domain : host.slice(host.indexOf('.') + 1);
}

/** What the login means for the plan of a lab. */
function planLogin(lab: AutheliaLab): SlicePlan {
  if (!hasLogin(lab)) return {};
  const path = ['login'];
  const hosts = [{ host: portalHost(lab), path: ['login', 'authelia', 'host'] }];
  return {
    routes: [{ owner: 'the login', path, tls: true, at: 'gate', isIngress: false, hosts }],
    namespaces: [lab.login.authelia.namespace],
    volumes: volumesOf(lab.login.authelia),
  };
}

function volumesOf({ data }: LoginLab['login']['authelia']): PlannedVolume[] {
  if (!data) return [];
  const planned = { owner: 'the login', path: ['login', 'authelia', 'data'], size: data.size };
  return [data.class === undefined ? planned : { ...planned, className: data.class }];
}

/** The login. */
export const slice = {
  place: 72,
  fields,
  versions,
  namespaces: [autheliaNamespace],
  secretFields: ['users', 'keys'],
  examples: { 'login.authelia': 'authelia: { groups: { family: one-factor } }' },
  plan: planLogin,
} satisfies LabSlice;
