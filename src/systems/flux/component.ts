import type { Component } from '../../compose/component.ts';
import { chartSource } from './component-charts.ts';
import { fluxGuide } from './component-guide.ts';
import { helmRelease } from './component-helm.ts';
import { stageObject } from './component-stages.ts';
import { syncFiles } from './component-sync.ts';
import { type FluxLab, readsRepository } from './lab.ts';

/** Flux as what delivers: it is in the cluster before the repository is read, so it adds nothing of its own. */
export const component: Component<FluxLab> = {
  id: 'flux',
  provides: {
    delivery: (lab, roles) => ({
      chartSource: (name, url, registry) => chartSource(lab, { name, url, registry }),
      release: (wish) => helmRelease(lab, wish),
      sync: (folder) => syncFiles(lab, folder),
      stage: (stage, options) => stageObject(lab, stage, options),
      guide: fluxGuide(lab, roles.distribution),
    }),
  },
  needs: [],
  isLeftOut: (lab) => !readsRepository(lab),
  compose: () => ({ sources: [], controller: [], config: [], apps: [] }),
};
