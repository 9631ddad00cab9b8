import { expect, test } from 'vitest';
import { locateImage, printImage, readImage, readOciUrl } from './reference.ts';

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
  ['nginx', 'docker.io/library/nginx:latest', 'https://registry-1.docker.io/v2/library/nginx/manifests/latest'],
  ['traefik/whoami:v1', 'docker.io/traefik/whoami:v1', 'https://registry-1.docker.io/v2/traefik/whoami/manifests/v1'],
  ['ghcr.io/me/app:1', 'ghcr.io/me/app:1', 'https://ghcr.io/v2/me/app/manifests/1'],
  [
    `registry.lan:5000/app:1@${digest}`,
    `registry.lan:5000/app@${digest}`,
    `https://registry.lan:5000/v2/app/manifests/${digest}`,
  ],
])('%s is %s and asked for at %s', (text, printed, url) => {
  const image = readImage(text)!;
  const { host, path, wanted } = locateImage(image);
  expect(printImage(image)).toBe(printed);
  expect(`https://${host}/v2/${path}/manifests/${wanted}`).toBe(url);
});

test.each([
  ['oci://ghcr.io/org/charts/app', { host: 'ghcr.io', path: 'org/charts/app' }],
  ['oci://registry.lan:5000/app/', { host: 'registry.lan:5000', path: 'app' }],
  ['oci://docker.io/org/app', { host: 'registry-1.docker.io', path: 'org/app' }],
  ['https://charts.example.org/app', undefined],
  ['oci://ghcr.io/../app', undefined],
  ['oci://user:secret@ghcr.io/app', undefined],
])('the chart %s is at %j', (url, expected) => {
  expect(readOciUrl(url)).toEqual(expected);
});
