import type { RouteRow } from '../check/observed.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { compareText } from '../core/finding.ts';
import { type EndpointSlice, kinds, type Pod } from '../kube/types.ts';
import { imageFactsOf } from '../systems/apps/images/image-facts.ts';
import type { StandInRow } from './up-report.ts';

/** Whose place a stand-in took when requests reached it: a row for each Service, with the images of its pods. */
export async function readStandIns(cluster: Cluster, routes: readonly RouteRow[]): Promise<readonly StandInRow[]> {
  const reached = routes.filter(({ ok }) => ok).flatMap(({ backend }) => backend.split(', '));
  const services = [...new Set(reached.map((name) => name.replace(/:.*$/, '')))].filter((name) => name.includes('/'));
  const rows: StandInRow[] = [];
  for (const service of services.sort(compareText)) {
    for (const image of await imagesOf(cluster, service)) {
      rows.push({ service, image, known: imageFactsOf(image) !== undefined });
    }
  }
  return rows;
}

async function imagesOf(cluster: Cluster, service: string): Promise<readonly string[]> {
  const [namespace = '', name = ''] = service.split('/');
  const labelSelector = `kubernetes.io/service-name=${name}`;
  const slices = await cluster.list<EndpointSlice>(kinds.EndpointSlice, { namespace, labelSelector });
  const pods = new Set(
    slices.flatMap(({ endpoints = [] }) => endpoints.flatMap(({ targetRef }) => targetRef?.name ?? [])),
  );
  const found = await Promise.all([...pods].map((pod) => cluster.get<Pod>(kinds.Pod, pod, namespace)));
  const images = found.flatMap((pod) => pod?.spec.containers.map(({ image }) => image ?? '') ?? []);
  return [...new Set(images)].sort(compareText);
}
