import type { LabRule, ObjectsRule } from '../../../check/rule.ts';
import { imageFactsOf } from '../images/image-facts.ts';
import type { AppsLab } from '../lab.ts';
import { conflictsOf } from '../lab-images.ts';
import { usualPort } from '../lab-listening.ts';
import { exampleWorkload, imageProblems } from '../rule-containers.ts';

const image = 'docker.io/traefik/whoami:v1.11.0';
const ports = [{ containerPort: 8080 }];

export const imageListensElsewhere: readonly [LabRule<AppsLab>, ObjectsRule] = [
  {
    id: 'image-listens-elsewhere',
    needs: 'lab',
    severity: 'error',
    summary: 'The image of an app listens on another port than the lab file says.',
    why: 'nothing answers on the port of the Service: the probe fails and the pod never becomes ready (kubernetes pkg/kubelet/prober)',
    check: (lab) =>
      conflictsOf(lab, 'port', (app, { port }, path) => {
        const { portFlag } = imageFactsOf(app.image ?? '') ?? {};
        const told = portFlag === undefined ? '' : `, or args: [--${portFlag}=${app.port ?? usualPort}]`;
        return { path: [...path, app.ports ? 'ports' : 'port'], hint: `write port: ${port}${told}` };
      }),
    examples: {
      passing: [{ 'apps.0.image': 'example.org/anything:1' }],
      failing: [{ 'apps.0.image': 'docker.io/library/nginx:1.29' }],
    },
  },
  {
    id: 'image-listens-elsewhere',
    needs: 'objects',
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
  },
];
