import type { ObjectsRule } from '../../../check/rule.ts';
import { imageObject } from '../images/image-objects.ts';
import { exampleWorkload, imageProblems } from '../rule-containers.ts';
import { servicePortProblems } from '../rule-service-ports.ts';

const image = 'ghcr.io/example/app:1';
const known = (...ports: number[]) => imageObject(image, { ports, user: '1000', volumes: [] }, 'its configuration');
const ports = [{ containerPort: 80 }];

export const imagePortNotExposed: ObjectsRule = {
  id: 'image-port-not-exposed',
  needs: 'objects',
  severity: 'warning',
  summary:
    'The image of a container exposes other ports than the container or a Service names, and nothing makes it listen there.',
  why: 'EXPOSE is what the author of an image says it listens on (image-spec config.md ExposedPorts): where nobody listens, probes and Services get no answer',
  looksBeyond: true,
  check: (input) => [
    ...imageProblems(
      input,
      'exposed',
      ({ port }) => `set containerPort: ${port}, or tell the program to listen on another port`,
    ),
    ...servicePortProblems(input),
  ],
  examples: {
    passing: [
      known(80, 8080),
      exampleWorkload({ image, ports }),
      exampleWorkload({ image, ports: [{ containerPort: 9090 }], args: ['--listen=:9090'] }),
    ],
    failing: [known(8080), exampleWorkload({ image, ports })],
  },
};
