import type { LabApp } from './lab.ts';
import { routedPort } from './lab-listening.ts';
import { probeOf } from './lab-run.ts';

/** How the kubelet sees that an app is ready, and that it lives where it is asked to look. */
export function probes(app: LabApp): object {
  const probe = probeOf(app.probe);
  const port = probe?.port ?? routedPort(app)?.name;
  if (!probe || port === undefined) return {};
  const { path, delay, period, timeout, failures, live } = probe;
  const asked = {
    ...(path === undefined ? { tcpSocket: { port } } : { httpGet: { path, port } }),
    ...(delay !== undefined && { initialDelaySeconds: delay }),
    periodSeconds: period,
    ...(timeout !== 1 && { timeoutSeconds: timeout }),
  };
  return {
    readinessProbe: { ...asked, ...(failures !== 3 && { failureThreshold: failures }) },
    ...(live && { livenessProbe: { ...asked, failureThreshold: failures * 3 } }),
  };
}
