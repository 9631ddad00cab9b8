/** Where Flux and its own objects live. */
export const fluxNamespace = 'flux-system';

/** Name of the Secret with the age key that decrypts what SOPS encrypted. */
export const ageSecret = 'sops-age';

/** Name of the source and of the Kustomization by which Flux reads its cluster's folder, and of the Secret with the credentials (flux2 pkg/manifestgen/sync/options.go). */
export const syncName = 'flux-system';
