import { readImage } from '../../../registry/reference.ts';

/** What is known of an image beyond what the objects that run it say. */
export interface ImageFacts {
  /** Names it is published under, without tag. */
  readonly repositories: readonly string[];
  /** Port it listens on unless told otherwise. */
  readonly port: number;
  /** The flag and the variable that set another port, the flag before the variable. */
  readonly portFlag?: string;
  readonly portVariable?: string;
  /** The folder of its configuration: what is mounted there may set another port. */
  readonly configuration?: string;
  /** User it runs as unless told otherwise: an id, or a name that no kubelet can look up. */
  readonly user: number | string;
  /** Folders that it writes to and does not start without; they belong to its user. */
  readonly writes: readonly string[];
  /** Files upstream that say so. */
  readonly source: string;
}

/** Images of this project's examples, and those that are taken for a first try most often. */
const known: readonly ImageFacts[] = [
  {
    repositories: ['docker.io/traefik/whoami'],
    port: 80,
    portFlag: 'port',
    portVariable: 'WHOAMI_PORT_NUMBER',
    user: 0,
    writes: [],
    source: 'traefik/whoami app.go, Dockerfile',
  },
  {
    repositories: ['docker.io/library/nginx'],
    port: 80,
    configuration: '/etc/nginx',
    user: 0,
    writes: ['/var/cache/nginx', '/run'],
    source: 'nginx/docker-nginx Dockerfile-debian.template',
  },
  {
    repositories: ['docker.io/nginxinc/nginx-unprivileged'],
    port: 8080,
    configuration: '/etc/nginx',
    user: 101,
    writes: ['/tmp'],
    source: 'nginxinc/docker-nginx-unprivileged README.md',
  },
  {
    repositories: ['gcr.io/google-samples/hello-app', 'us-docker.pkg.dev/google-samples/containers/gke/hello-app'],
    port: 8080,
    portVariable: 'PORT',
    user: 'nonroot',
    writes: [],
    source: 'GoogleCloudPlatform/kubernetes-engine-samples quickstarts/hello-app/Dockerfile, main.go',
  },
];

/** The last words of those names: most images hold none of them, and need not be read. */
const lastWords = known.flatMap(({ repositories }) =>
  repositories.map((name) => name.slice(name.lastIndexOf('/') + 1)),
);

/** What is known of an image by its name; undefined when nothing is. */
export function imageFactsOf(image: string): ImageFacts | undefined {
  if (!lastWords.some((word) => image.includes(word))) return undefined;
  const repository = readImage(image)?.repository;
  return known.find(({ repositories }) => repository !== undefined && repositories.includes(repository));
}
