/** Where Flux and its own objects live. */
export const fluxNamespace = 'flux-system';

/** Name of the Secret with the age key that decrypts what SOPS encrypted. */
export const ageSecret = 'sops-age';
