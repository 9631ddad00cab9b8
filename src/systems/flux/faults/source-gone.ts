import type { Fault } from '../../fault.ts';
import { fluxKinds } from '../objects.ts';

/** The Git server that Flux fetches from answers no more. */
export const sourceGone: Fault = {
  id: 'source-gone',
  summary: 'the source that Flux fetches is gone (Git server, network to it, expired token)',
  short: 'Git source',
  notices:
    'source-controller at the next fetch: the GitRepository is not ready, what was fetched last goes on being applied',
  upstream: 'fluxcd/source-controller internal/controller/gitrepository_controller.go',
  find: async ({ cluster }) => {
    const served = (await cluster.resources()).some(({ kind }) => kind === 'GitRepository');
    const sources = served ? await cluster.list(fluxKinds.GitRepository) : [];
    if (sources.length === 0) return { none: 'nothing is delivered from a Git source' };
    return {
      targets: [
        {
          name: '',
          sourcesLost: true,
          remarks: async () => [
            'what is pushed does not arrive, and a cluster made anew would come up empty; if source-controller starts anew meanwhile, what it had fetched is lost with its emptyDir, and nothing is corrected until the source is back',
          ],
        },
      ],
    };
  },
};
