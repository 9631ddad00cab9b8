import type { ComposedObject } from '../../compose/composed-object.ts';
import type { GateLab } from './lab.ts';

/** The TLSOption for every route that names none: Traefik takes the one named `default`, of whatever namespace. */
export function tlsOptionObjects({ ingress: { namespace, tlsOptions } }: GateLab): ComposedObject[] {
  if (!tlsOptions) return [];
  const { minVersion, ciphers, strict } = tlsOptions;
  const spec = {
    ...(minVersion !== undefined && { minVersion: minVersion === 1.3 ? 'VersionTLS13' : 'VersionTLS12' }),
    ...(ciphers && { cipherSuites: ciphers }),
    ...(strict && { sniStrict: true }),
  };
  return [
    {
      file: 'tlsoption-default.yaml',
      header: 'What TLS the gate speaks where a route says nothing else.',
      object: {
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'TLSOption',
        metadata: { name: 'default', namespace },
        ...{ spec },
      },
    },
  ];
}
