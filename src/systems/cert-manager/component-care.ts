import type { ComposedSystem } from '../../compose/composed-object.ts';
import { type CertManagerLab, issuerOf } from './lab.ts';

/** What people must know of certificates as long as there are some. */
export const careOf = (lab: CertManagerLab): Pick<ComposedSystem, 'tasks' | 'pins'> => ({
  tasks: [
    {
      about: 'renewal',
      text: `cert-manager renews them by itself when a third of their time is left. \`kubectl get certificates -A\` says until when each holds; \`cmctl renew -n NAMESPACE NAME\` asks for one at once.`,
    },
    ...(issuerOf(lab).type === 'internal-ca'
      ? [
          {
            about: 'renewal',
            text: 'The authority of the lab is trusted by nobody until its certificate is on each machine: `kubectl -n cert-manager get secret internal-ca -o jsonpath={.data.tls\\.crt} | base64 -d`. When that is renewed, each machine needs the new one.',
          } as const,
        ]
      : []),
  ],
  pins: [
    { field: 'certManager', datasource: 'helm', dependency: 'cert-manager', registry: 'https://charts.jetstack.io' },
  ],
});
