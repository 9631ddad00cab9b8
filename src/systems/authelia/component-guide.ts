import type { LabPlan } from '../../lab/lab-plan.ts';
import { type LoginLab, portalHost } from './lab.ts';

/** What the guide says of the login, in Markdown. */
export function guideOf(lab: LoginLab, { clients }: LabPlan): string {
  const { groups } = lab.login.authelia;
  const [group = 'family'] = Object.keys(groups);
  const issuer = `https://${portalHost(lab)}`;
  return `## Login

People sign in at ${issuer}. The users file lists them:

\`\`\`yaml
users:
  alice:
    displayname: Alice
    email: alice@example.org
    password: '…' # what \`authelia crypto hash generate argon2\` prints
    groups: [${group}]
\`\`\`

What Authelia would send by mail, such as the code for a first second factor, stands in \`notifications.txt\` on its volume.
${clients.length === 0 ? '' : `\nApps that speak OpenID Connect themselves: the issuer is ${issuer}, the client id the name of the app, and the secret the one whose digest Authelia has.\n`}`;
}
