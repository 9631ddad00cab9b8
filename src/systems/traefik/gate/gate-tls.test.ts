import { execFile } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { make } from '../test-objects.ts';
import { ask, closeOpened, hello, open, openGate, readUntil, startPod } from './test-gate.ts';

afterEach(closeOpened);

describe('the gate over TLS', () => {
  const certificateOf = (
    port: number,
    servername: string | undefined,
    alpn = ['http/1.1'],
  ): Promise<{ cn: string; protocol: string | false | null }> =>
    new Promise((resolve, reject) => {
      const socket = connectTls(
        {
          host: '127.0.0.1',
          port,
          rejectUnauthorized: false,
          ALPNProtocols: alpn,
          ...(servername ? { servername } : {}),
        },
        () => {
          resolve({ cn: String(socket.getPeerCertificate().subject.CN), protocol: socket.alpnProtocol });
          socket.destroy();
        },
      );
      socket.once('error', reject);
    });

  it('shows the generated certificate when there is no other', async () => {
    const { gate } = await openGate(hello);
    const { port, url } = await gate.listen('websecure', { host: '127.0.0.1', port: 0 });
    expect(url).toBe(`https://127.0.0.1:${port}`);
    expect(await certificateOf(port, 'hello.example.org', ['h2', 'http/1.1'])).toEqual({
      cn: 'TRAEFIK DEFAULT CERT',
      protocol: 'h2',
    });
    expect(await certificateOf(port, undefined)).toEqual({ cn: 'TRAEFIK DEFAULT CERT', protocol: 'http/1.1' });
  });

  it('shows an RSA certificate by name though the generated one is elliptic', async () => {
    const own = await selfSigned('rsa.example.org', rsa);
    const { gate } = await openGate([
      make.tlsSecret('own', own.certificate, own.key),
      ...hello.slice(0, 2),
      make.route('tls', 'Host(`rsa.example.org`)', {
        spec: { entryPoints: ['websecure'], tls: { secretName: 'own' } },
      }),
    ]);
    const { port } = await gate.listen('websecure', { host: '127.0.0.1', port: 0 });
    expect((await certificateOf(port, 'rsa.example.org')).cn).toBe('rsa.example.org');
    expect((await certificateOf(port, undefined)).cn).toBe('TRAEFIK DEFAULT CERT');
  });

  it('shows the certificate of a TLS Secret, and of the default store without a server name', async () => {
    const wild = await selfSigned('*.example.org');
    const fallback = await selfSigned('fallback.example.org');
    const { gate } = await openGate([
      ...hello,
      make.tlsSecret('wild', wild.certificate, wild.key),
      make.tlsSecret('fallback', fallback.certificate, fallback.key),
      {
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'TLSStore',
        metadata: { name: 'default', namespace: 'apps' },
        spec: { defaultCertificate: { secretName: 'fallback' } },
      },
      make.route('tls', 'Host(`hello.example.org`)', {
        spec: { entryPoints: ['websecure'], tls: { secretName: 'wild' } },
      }),
    ]);
    const { port } = await gate.listen('websecure', { host: '127.0.0.1', port: 0 });
    expect((await certificateOf(port, 'hello.example.org')).cn).toBe('*.example.org');
    expect((await certificateOf(port, 'a.b.example.org')).cn).toBe('fallback.example.org');
    expect((await certificateOf(port, undefined)).cn).toBe('fallback.example.org');
  });

  it('closes connections for a certificate whose key is not known, and goes on with others', async () => {
    const own = await selfSigned('own.example.org');
    const { gate } = await openGate([
      ...hello,
      make.tlsSecret('own', own.certificate, 'ENC[AES256_GCM,data:c2VhbGVk,iv:aQ==,tag:dA==,type:str]'),
      {
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'TLSStore',
        metadata: { name: 'default', namespace: 'apps' },
        spec: { defaultCertificate: { secretName: 'own' } },
      },
    ]);
    const { port } = await gate.listen('websecure', { host: '127.0.0.1', port: 0 });
    await expect(certificateOf(port, undefined)).rejects.toThrow();
    await expect(certificateOf(port, 'own.example.org')).rejects.toThrow();
    expect((await gate.listen('web', { host: '127.0.0.1', port: 0 })).port).toBeGreaterThan(0);
  });

  it('answers 404 to clear HTTP on a TLS entry point, and to TLS on a clear one', async () => {
    const { gate, web } = await openGate([
      ...hello,
      make.route('tls', 'Host(`hello.example.org`)', { spec: { entryPoints: ['websecure'] } }),
    ]);
    const { port } = await gate.listen('websecure', { host: '127.0.0.1', port: 0 });
    expect((await ask(port, '/')).status).toBe(404);
    const socket = connectTls({
      host: '127.0.0.1',
      port: web,
      rejectUnauthorized: false,
      servername: 'hello.example.org',
    });
    open.push(() => socket.destroy());
    socket.write('GET / HTTP/1.1\r\nHost: hello.example.org\r\n\r\n');
    await expect(readUntil(socket, 'not found\n')).resolves.toMatch(/^HTTP\/1.1 404 /);
  });

  it('speaks HTTP/2 with curl', async () => {
    const port = await startPod();
    const { gate } = await openGate(
      [...hello.slice(0, 2), make.route('tls', 'Host(`hello.example.org`)', { spec: { entryPoints: ['websecure'] } })],
      {
        connect: () => Promise.resolve({ host: '127.0.0.1', port }),
      },
    );
    const { port: secure } = await gate.listen('websecure', { host: '127.0.0.1', port: 0 });
    const arguments_ = [
      '-sk',
      '--http2',
      '--resolve',
      `hello.example.org:${secure}:127.0.0.1`,
      '-w',
      ' %{http_version} %{http_code}',
      `https://hello.example.org:${secure}/x?y=1`,
    ];
    const { stdout } = await promisify(execFile)('curl', arguments_).catch(
      (thrown: { code?: string; stdout?: string }) => {
        if (thrown.code === 'ENOENT') return { stdout: '' };
        return Promise.reject(thrown);
      },
    );
    if (stdout === '') return;
    expect(stdout).toMatch(/ 2 200$/);
    const seen = JSON.parse(stdout.replace(/ 2 200$/, ''));
    expect(seen).toMatchObject({
      url: '/x?y=1',
      headers: {
        host: `hello.example.org:${secure}`,
        'x-forwarded-proto': 'https',
        'x-forwarded-port': String(secure),
      },
    });
  });
});

const ellipticCurve = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

async function selfSigned(
  name: string,
  algorithm: typeof ellipticCurve | typeof rsa = ellipticCurve,
): Promise<{ certificate: string; key: string }> {
  await import('reflect-metadata');
  const { SubjectAlternativeNameExtension, X509CertificateGenerator } = await import('@peculiar/x509');
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: `CN=${name}`,
    notBefore: new Date(Date.UTC(2026, 0, 1)),
    notAfter: new Date(Date.UTC(2036, 0, 1)),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    certificate: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key.match(/.{1,64}/g)!.join('\n')}\n-----END PRIVATE KEY-----\n`,
  };
}
