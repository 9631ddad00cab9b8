const name = 'gatehouse';

/** The text of a kubeconfig for one cluster and one user. Holds the token. */
export function kubeconfigFor(server: string, ca: string, token: string): string {
  const lines = [
    'apiVersion: v1',
    'kind: Config',
    `current-context: ${name}`,
    'clusters:',
    `  - name: ${name}`,
    '    cluster:',
    `      server: ${server}`,
    `      certificate-authority-data: ${Buffer.from(ca).toString('base64')}`,
    'users:',
    `  - name: ${name}`,
    '    user:',
    `      token: ${token}`,
    'contexts:',
    `  - name: ${name}`,
    '    context:',
    `      cluster: ${name}`,
    `      user: ${name}`,
    '      namespace: default',
  ];
  return `${lines.join('\n')}\n`;
}
