import { spawnSync } from 'node:child_process';
import { kubeconfigFor } from '../cluster/embedded/server/kubeconfig.ts';
import { realRuns } from './run-owner.ts';

export const ours = kubeconfigFor('https://127.0.0.1:6443', 'certificate', 'token');

export const production = `# my clusters
apiVersion: v1
clusters:
- cluster:   # of the office
    certificate-authority-data: ${'QUJD'.repeat(60)}
    server: https://10.0.0.1:6443
    disable-compression: yes   # as it stands
  name: production
contexts:
- context: {cluster: production, user: admin}
  name: production
current-context: production
kind: Config
preferences: {}
users:
- name: admin
  user:
    token: "0123"
    username: admin
`;
export const merged = [['production', 'gatehouse'], ['admin', 'gatehouse'], ['production', 'gatehouse'], 'gatehouse'];
export const unmerged = [['production'], ['admin'], ['production'], 'production'];

/** A process that has ended. */
export const ended = () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  return realRuns.next().replace(/^\d+/, String(pid));
};
