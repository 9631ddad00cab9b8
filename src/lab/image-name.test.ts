import { expect, test } from 'vitest';
import { imageProblem } from './image-name.ts';

test.each([
  ['nginx 1.29', 'write it like docker.io/traefik/whoami:v1.11.0'],
  [' nginx:1.29', 'write nginx:1.29'],
  ['Nginx:1.29', 'write nginx:1.29'],
  ['docker.io/Traefik/whoami:v1.11.0', 'write docker.io/traefik/whoami:v1.11.0'],
  ['https://ghcr.io/me/app:1', 'write ghcr.io/me/app:1'],
  ['nginx:', 'write it like docker.io/traefik/whoami:v1.11.0'],
  ['nginx@sha256:abc', 'write it like docker.io/traefik/whoami:v1.11.0'],
  ['-nginx', 'write it like docker.io/traefik/whoami:v1.11.0'],
])('%s is no image: %s', (text, hint) => {
  expect(imageProblem(text)).toMatchObject({ hint });
});
