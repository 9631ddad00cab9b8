/** Domain of the annotations that Reflector reads and writes (src/ES.Kubernetes.Reflector/Mirroring/Core/Annotations.cs). */
export const reflectorDomain = 'reflector.v1.k8s.emberstack.com';

/** The names of the annotations, by what they say. */
export const annotationNames = {
  allowed: `${reflectorDomain}/reflection-allowed`,
  allowedNamespaces: `${reflectorDomain}/reflection-allowed-namespaces`,
  allowedSelector: `${reflectorDomain}/reflection-allowed-namespaces-selector`,
  auto: `${reflectorDomain}/reflection-auto-enabled`,
  autoNamespaces: `${reflectorDomain}/reflection-auto-namespaces`,
  autoSelector: `${reflectorDomain}/reflection-auto-namespaces-selector`,
  reflects: `${reflectorDomain}/reflects`,
  isAuto: `${reflectorDomain}/auto-reflects`,
  version: `${reflectorDomain}/reflected-version`,
  at: `${reflectorDomain}/reflected-at`,
} as const;
