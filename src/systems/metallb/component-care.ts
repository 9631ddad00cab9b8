import type { ComposedSystem, NodePort } from '../../compose/composed-object.ts';

const port = (protocol: 'TCP' | 'UDP'): NodePort => ({
  ...{ ports: '7946', protocol, on: 'all nodes', from: 'all nodes' },
  purpose: 'MetalLB: which speakers are alive',
});

/** What people must know of MetalLB as long as it runs (charts/metallb values.yaml, speaker.memberlist). */
export const careOf = (byManifest: boolean): Pick<ComposedSystem, 'ports' | 'pins'> => ({
  ports: [port('TCP'), port('UDP')],
  pins: [
    byManifest
      ? {
          ...{
            field: 'metallb',
            datasource: 'github-releases',
            dependency: 'metallb/metallb',
            extract: '^v(?<version>.+)$',
          },
          also: [
            { files: '(^|/)kustomization\\.yaml$', match: '/metallb/v(?<currentValue>[^/\\s]+)/config/manifests/' },
          ],
        }
      : { field: 'metallb', datasource: 'helm', dependency: 'metallb', registry: 'https://metallb.github.io/metallb' },
  ],
});
