import type { Component } from '../../compose/component.ts';
import type { ComposedObject, NeededSecret } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import { everyNodeIsTainted, tolerateTaints } from '../../compose/objects/tolerations.ts';
import type { RegistryChart, Roles } from '../../compose/roles.ts';
import { careOf } from './component-care.ts';
import { certificate, certificateObjects } from './component-certificates.ts';
import { issuerObjects, tokenSecret } from './component-issuers.ts';
import { certManagerNamespace as namespace } from './component-names.ts';
import { type CertManagerLab, issuerOf } from './lab.ts';
import { nameserverOf } from './lab-issuers.ts';

/** cert-manager as the lab has it: the release, the issuers, and the certificate that the gate shows by default. */
export const component: Component<CertManagerLab> = {
  id: 'cert-manager',
  provides: { certificates: (lab) => ({ certificate: (wish) => certificate(lab, wish) }) },
  // The default certificate is given to the gate, whose kinds must exist by then; HTTP-01 is answered through it.
  needs: [],
  configNeeds: ['gate'],
  isLeftOut: ({ certificates }, { certified }) =>
    certificates === undefined && certified.every(({ isApart }) => isApart),
  compose: (lab, roles, plan) => ({
    sources: [roles.delivery.chartSource('jetstack', 'https://charts.jetstack.io', registryOf(lab))],
    controller: [namespaceObject(namespace, 'restricted'), release(lab, roles)],
    config: [...issuerObjects(lab, namespace, roles.gate), ...certificateObjects(lab, plan, roles)],
    apps: [],
    secrets: neededSecrets(lab),
    ...careOf(lab),
  }),
};

/** Upstream: website content/docs/installation/helm.md. Its tags begin with a v. */
const registryOf = ({ versions }: CertManagerLab): RegistryChart => ({
  url: 'oci://quay.io/jetstack/charts/cert-manager',
  tag: `v${versions.certManager.replace(/^v/, '')}`,
});

function release(lab: CertManagerLab, { delivery, distribution }: Roles): ComposedObject {
  const tolerations = everyNodeIsTainted(distribution) ? { tolerations: tolerateTaints(distribution) } : {};
  const parts =
    Object.keys(tolerations).length > 0
      ? { webhook: tolerations, cainjector: tolerations, startupapicheck: tolerations }
      : {};
  const issuer = issuerOf(lab);
  const nameservers = issuer.type === 'acme-dns01-cloudflare' ? (issuer.nameservers ?? []).map(nameserverOf) : [];
  const asked = nameservers.length > 0 && {
    ...{ dns01RecursiveNameservers: nameservers.join(','), dns01RecursiveNameserversOnly: true },
  };
  return delivery.release({
    name: 'cert-manager',
    namespace,
    chart: 'cert-manager',
    version: lab.versions.certManager,
    repository: 'jetstack',
    registry: registryOf(lab),
    own: { path: ['certificates', 'values'], values: lab.certificates?.values },
    values: { crds: { enabled: true }, ...asked, ...tolerations, ...parts },
    comments: {
      'spec.values.crds': 'Off by default; the issuers and certificates need them.',
      'spec.values.dns01RecursiveNameservers':
        'Whether a record is there is asked of these alone: the DNS server of the house may answer for the domain itself.',
    },
  });
}

function neededSecrets(lab: CertManagerLab): NeededSecret[] {
  const issuer = issuerOf(lab);
  if (issuer.type !== 'acme-dns01-cloudflare') return [];
  const { file, env, sops } = issuer.apiToken;
  const purpose = 'the Cloudflare API token that proves the domains (rights Zone:DNS:Edit and Zone:Zone:Read)';
  return [{ namespace, ...tokenSecret(issuer.apiToken.key), purpose, from: { file, env, sops } }];
}
