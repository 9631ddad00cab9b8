/** Where Reflector runs. */
export const reflectorNamespace = 'reflector';
