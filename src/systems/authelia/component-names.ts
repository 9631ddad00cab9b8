/** Where Authelia runs, and what its objects are called. */
export const autheliaName = 'authelia';

/** The usual namespace. */
export const autheliaNamespace = 'authelia';

/** Port of its container, and of its Service (chart values.yaml). */
export const ports = { container: 9091, service: 80, name: 'http' } as const;

/** Labels by which its Service finds its pods. */
export const podLabels = { 'app.kubernetes.io/name': autheliaName } as const;

/** Secrets of its own: the users file, and the keys. */
export const secrets = { users: 'authelia-users', keys: 'authelia-keys' } as const;

/** Where the container finds what is mounted into it. */
export const folders = {
  configuration: '/configuration',
  users: '/secrets/users',
  keys: '/secrets/keys',
  data: '/data',
} as const;
