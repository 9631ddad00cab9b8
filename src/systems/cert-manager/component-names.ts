/** Where cert-manager runs, and where it looks for the Secrets of ClusterIssuers. */
export const certManagerNamespace = 'cert-manager';
