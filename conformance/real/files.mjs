// What the processes read: keys, tokens, a kubeconfig. All of it lives and dies with the data folder.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes token file and service account keys; returns their paths and the administrator's token. */
export function writeCredentials(folder) {
  const token = randomBytes(24).toString('hex');
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const files = {
    tokens: join(folder, 'tokens.csv'),
    publicKey: join(folder, 'sa.pub'),
    privateKey: join(folder, 'sa.key'),
  };
  writeFileSync(files.tokens, `${token},kubernetes-admin,kubernetes-admin,"system:masters"\n`, { mode: 0o600 });
  writeFileSync(files.publicKey, keys.publicKey);
  writeFileSync(files.privateKey, keys.privateKey, { mode: 0o600 });
  return { token, ...files };
}

/** A kubeconfig of one administrator; JSON is YAML. */
export function writeKubeconfig(path, { server, ca, token }) {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'real', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'real', context: { cluster: 'real', user: 'admin' } }],
    'current-context': 'real',
  };
  writeFileSync(path, JSON.stringify(config, null, 2), { mode: 0o600 });
  return path;
}
