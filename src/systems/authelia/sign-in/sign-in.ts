import type { Cluster } from '../../../cluster/cluster.ts';
import type { Visitor } from '../../../cluster/network.ts';
import { kinds, type Pod } from '../../../kube/types.ts';
import type { SignIn } from '../../sign-in.ts';
import { sessionCookie } from '../authz/session.ts';
import { cookieFor } from '../config/configuration.ts';
import { configurationOf, isAutheliaPod } from '../running.ts';
import { visitorsOf } from './visitors.ts';

/** What people sign in at where Authelia runs. */
export const signIn: SignIn = { headers: headersOf, visitors, conditions };

/** A browser sends the cookie of a session to the hosts under its domain only. */
async function headersOf(cluster: Cluster, visitor: Visitor, host: string): Promise<Readonly<Record<string, string>>> {
  for (const pod of (await cluster.list<Pod>(kinds.Pod)).filter(isAutheliaPod)) {
    const reading = await configurationOf(cluster, pod);
    const cookie = reading && 'configuration' in reading ? cookieFor(reading.configuration.cookies, host) : undefined;
    if (cookie) return { cookie: sessionCookie(cookie, visitor) };
  }
  return {};
}

async function visitors(cluster: Cluster, pod: Pod, path: string): ReturnType<SignIn['visitors']> {
  const reading = await configurationOf(cluster, pod);
  if (!reading || !('configuration' in reading)) return undefined;
  return reading.configuration.endpoints.get(path) === 'ForwardAuth' ? visitorsOf(reading.configuration) : undefined;
}

/** Networks that access rules name. */
async function conditions(cluster: Cluster): ReturnType<SignIn['conditions']> {
  const pods = (await cluster.list<Pod>(kinds.Pod)).filter(isAutheliaPod);
  const readings = await Promise.all(pods.map((pod) => configurationOf(cluster, pod)));
  const ranges = readings.flatMap((reading) =>
    reading && 'configuration' in reading
      ? reading.configuration.accessControl.rules.flatMap(({ networks }) => networks)
      : [],
  );
  return { ranges, opaque: [] };
}
