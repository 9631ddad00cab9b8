import type { Component } from '../../compose/component.ts';
import { compareText } from '../../core/finding.ts';
import { careOf } from './component-care.ts';
import { chartSource } from './component-charts.ts';
import { fluxGuide } from './component-guide.ts';
import { helmRelease } from './component-helm.ts';
import { notifyName, notifyObjects, notifySecrets, receiversOf, withReleases } from './component-notify.ts';
import { stageObject } from './component-stages.ts';
import { syncFiles } from './component-sync.ts';
import { type FluxLab, readsRepository } from './lab.ts';

/** Flux as what delivers: it is in the cluster before the repository is read, so it adds nothing but whom it tells. */
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
  sortLab: (lab) =>
    lab.delivery
      ? { delivery: { notify: [...lab.delivery.notify].sort((a, b) => compareText(notifyName(a), notifyName(b))) } }
      : {},
  complete: (parts, namespaces) => ({ ...parts, config: withReleases(parts.config, namespaces) }),
  compose: (lab) => ({
    ...{ sources: [], controller: [], config: notifyObjects(lab), apps: [] },
    ...careOf(lab),
    ...(receiversOf(lab).length > 0 && { secrets: notifySecrets(lab) }),
  }),
};
