import type { Component } from '../../compose/component.ts';
import { careOf } from './component-care.ts';
import { fluxGuide } from './component-guide.ts';
import { helmRelease, helmRepository } from './component-helm.ts';
import { gitSource, stageObject } from './component-stages.ts';
import { type FluxLab, readsRepository } from './lab.ts';

/** Flux as what delivers: it is in the cluster before the repository is read, so it adds nothing of its own. */
export const component: Component<FluxLab> = {
  id: 'flux',
  provides: {
    delivery: (lab, roles) => ({
      chartSource: helmRepository,
      release: (wish) => helmRelease(wish, lab.patches),
      source: () => gitSource(lab),
      stage: (stage, options) => stageObject(lab, stage, options),
      guide: fluxGuide(lab, roles.distribution),
    }),
  },
  needs: [],
  isLeftOut: (lab) => !readsRepository(lab),
  compose: (lab) => ({ sources: [], controller: [], config: [], apps: [], ...careOf(lab) }),
};
