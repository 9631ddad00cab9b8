import type { LabRule, LabRuleProblem } from '../../../check/rule.ts';
import type { PlannedStream } from '../../../lab/lab-plan.ts';
import type { TraefikLab } from '../lab.ts';

const mqtt = { web: { port: 80 }, websecure: { port: 443, tls: true }, mqtt: { port: 1883, protocol: 'tcp' } };
const port = (entryPoint: string, more: object = {}) => ({
  'apps.0.ports': { http: 8080, mqtt: { port: 1883, entryPoint, ...more } },
  'apps.0.port': undefined,
});

function problemOf(
  lab: TraefikLab,
  stream: PlannedStream,
  before: readonly PlannedStream[],
): Omit<LabRuleProblem, 'path'> | undefined {
  const { entryPoint: name, protocol, owner, isClosed } = stream;
  const entryPoint = lab.ingress?.entryPoints[name];
  const wanted = protocol.toLowerCase();
  if (!entryPoint) {
    return {
      message: `the gate has no entry point ${name}`,
      hint: `add it to ingress.entryPoints: ${name}: { port: …, protocol: ${wanted} }`,
    };
  }
  if (entryPoint.protocol !== wanted) {
    return {
      message: `entry point ${name} speaks ${entryPoint.protocol}, and the port of ${owner} ${wanted}`,
      hint: `set ingress.entryPoints.${name}.protocol to ${wanted}, or name another entry point`,
    };
  }
  const first = before.find((other) => other.entryPoint === name);
  if (first) {
    return {
      message: `${owner} and ${first.owner} both take all that comes in on entry point ${name}`,
      hint: 'give each an entry point of its own: what is spoken there names no host',
    };
  }
  if (isClosed === 'login' || (isClosed === 'networks' && protocol === 'UDP')) {
    const why = isClosed === 'login' ? 'nobody signs in on it' : 'Traefik filters no clients of UDP';
    return {
      message: `${owner} is not for everyone, and its entry point ${name} lets everyone in: ${why}`,
      hint: 'leave entryPoint out, or open the app to everyone',
    };
  }
  return undefined;
}

export const streamEntryPoint: LabRule<TraefikLab> = {
  id: 'stream-entry-point',
  needs: 'lab',
  severity: 'error',
  summary: 'A port of an app is to be reached by an entry point that cannot lead there, or not to it alone.',
  why: 'an entry point listens by one protocol (traefik pkg/config/static/entrypoints.go GetProtocol), and where no TLS names a host one route takes all of it (pkg/muxer/tcp HostSNI)',
  check: (lab, { streams }) =>
    streams.flatMap((stream, index) => {
      const problem = problemOf(lab, stream, streams.slice(0, index));
      return problem ? [{ path: stream.path, ...problem }] : [];
    }),
  examples: {
    passing: [{ 'ingress.entryPoints': mqtt, ...port('mqtt') }],
    failing: [
      port('mqtt'),
      { 'ingress.entryPoints': mqtt, ...port('web') },
      { 'ingress.entryPoints': mqtt, ...port('mqtt', { protocol: 'UDP' }) },
    ],
  },
};
