import type { Style } from './style.ts';

/** Where everything of a served cluster is. */
export interface ServedWhere {
  readonly kubeconfig: string;
  readonly server: string;
  readonly entryPoints: Readonly<Record<string, string>>;
  readonly api: string;
}

/** Lines that tell a person where the served cluster is and what to type next. */
export function printServedCluster(where: ServedWhere, style: Style): string[] {
  const entryPoints = Object.entries(where.entryPoints).map(([name, url]) => `  ${name.padEnd(12)}${url}`);
  return [
    style.bold('The embedded cluster is up.'),
    `  ${'Kubernetes'.padEnd(12)}${where.server}`,
    ...entryPoints,
    `  ${'Traefik API'.padEnd(12)}${where.api}`,
    '',
    'In another terminal:',
    `  export KUBECONFIG=${where.kubeconfig}`,
    '  kubectl get nodes',
    '',
    'Ctrl-C ends it.',
  ];
}
