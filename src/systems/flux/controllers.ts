import type { Controller } from '../../cluster/controller.ts';
import type { ControllerOptions } from '../system.ts';
import { createArtifactStore } from './artifacts.ts';
import { chartFetchSeconds, gitFetchSeconds, requeueDependency } from './assumptions.ts';
import { gitRepositoryController } from './controller-git-repository.ts';
import { helmChartController } from './controller-helm-chart.ts';
import { helmReleaseController } from './controller-helm-release.ts';
import { helmRepositoryController } from './controller-helm-repository.ts';
import { kustomizationController } from './controller-kustomization.ts';
import { ociRepositoryController } from './controller-oci-repository.ts';

/** The controllers of Flux, sources first. */
export function fluxControllers(options: ControllerOptions): readonly Controller[] {
  const artifacts = createArtifactStore();
  const requeue = options.assumption(requeueDependency);
  const fetchSeconds = options.assumption(chartFetchSeconds);
  return [
    gitRepositoryController({
      fetchSource: options.fetchSource,
      artifacts,
      fetchSeconds: options.assumption(gitFetchSeconds),
    }),
    helmRepositoryController({ fetchSeconds }),
    ociRepositoryController({ fetchSeconds }),
    helmChartController({ charts: options.charts, artifacts, fetchSeconds }),
    kustomizationController({ artifacts, requeueDependency: requeue }),
    helmReleaseController({ charts: options.charts, artifacts, requeueDependency: requeue }),
  ];
}
