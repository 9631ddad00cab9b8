/** Where MetalLB runs, and where it reads its configuration from. */
export const metallbNamespace = 'metallb-system';
