import type { Rule } from '../../../check/rule.ts';
import { exampleWorkload, imageProblems } from '../rule-containers.ts';

const image = 'docker.io/traefik/whoami:v1.11.0';
const ports = [{ containerPort: 8080 }];

export const imageListensElsewhere: Rule = {
  id: 'image-listens-elsewhere',
  severity: 'error',
  summary: 'The image of a container is known to listen on another port than the container says.',
  why: 'nothing answers on the port that Services lead to (traefik/whoami app.go, and the file of the image that the message names)',
  check: (input) =>
    imageProblems(
      input,
      'port',
      ({ port }) => `set containerPort: ${port}, or tell the program to listen on another port`,
    ),
  examples: {
    passing: [
      exampleWorkload({ image, ports, args: ['--port=8080'] }),
      exampleWorkload({ image, ports, env: [{ name: 'WHOAMI_PORT_NUMBER', value: '8080' }] }),
      exampleWorkload({ image, ports, command: ['/serve'] }),
      exampleWorkload({ image: 'example.org/whoami:1', ports }),
    ],
    failing: [exampleWorkload({ image, ports })],
  },
};
