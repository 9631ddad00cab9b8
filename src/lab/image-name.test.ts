import { expect, test } from 'vitest';
import { imageProblem, readImage } from './image-name.ts';

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  ['nginx', { repository: 'docker.io/library/nginx' }],
  ['nginx:1.29', { repository: 'docker.io/library/nginx', tag: '1.29' }],
  ['traefik/whoami:v1.11.0', { repository: 'docker.io/traefik/whoami', tag: 'v1.11.0' }],
  ['index.docker.io/traefik/whoami', { repository: 'docker.io/traefik/whoami' }],
  ['ghcr.io/me/app:1.2_3-rc.1', { repository: 'ghcr.io/me/app', tag: '1.2_3-rc.1' }],
  [`registry.lan:5000/app@${digest}`, { repository: 'registry.lan:5000/app', digest }],
  [`localhost/app:1@${digest}`, { repository: 'localhost/app', tag: '1', digest }],
])('%s is read as a runtime reads it', (text, expected) => {
  expect(readImage(text)).toEqual(expected);
});

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
