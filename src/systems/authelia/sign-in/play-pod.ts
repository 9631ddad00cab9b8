import type { Cluster } from '../../../cluster/cluster.ts';
import type { PlayedAnswer, PodRequest } from '../../../cluster/network.ts';
import type { Pod } from '../../../kube/types.ts';
import { answerAuthz, isAuthzPath } from '../authz/answer.ts';
import { configurationOf, isAutheliaPod } from '../running.ts';

const source = 'authelia internal/handlers/handler_authz.go, internal/authorization';

/** What a pod of Authelia answers where it authorises requests; its portal answers as any app. */
export async function playAuthelia(cluster: Cluster, pod: Pod, request: PodRequest): Promise<PlayedAnswer | undefined> {
  const [path = ''] = request.target.split('?');
  if (!isAuthzPath(path) || !isAutheliaPod(pod)) return undefined;
  const reading = await configurationOf(cluster, pod);
  if (!reading || 'unknown' in reading) return reading;
  if ('problem' in reading) return { unknown: `Authelia would not start: ${reading.problem}` };
  const answered = answerAuthz(reading.configuration, request);
  return 'unknown' in answered ? answered : { ...answered, source };
}
