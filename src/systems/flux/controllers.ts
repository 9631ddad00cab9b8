import type { Controller } from '../../cluster/controller.ts';
import type { ControllerOptions } from '../system.ts';
import { chartFetchSeconds, gitFetchSeconds, requeueDependency } from './assumptions.ts';
import { helmReleaseController } from './helm/helm-release.ts';
import { kustomizationController } from './kustomizations/kustomization.ts';
import { createArtifactStore } from './sources/artifacts.ts';
import { gitRepositoryController } from './sources/git-repository.ts';
import { helmChartController } from './sources/helm-chart.ts';
import { helmRepositoryController } from './sources/helm-repository.ts';
import { ociRepositoryController } from './sources/oci-repository.ts';

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
