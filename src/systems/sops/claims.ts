import type { Claim } from '../system.ts';

/** What is modelled of SOPS, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  {
    behaviour:
      'YAML files are encrypted and decrypted with age: value types, comments, paths, MAC, what is left readable, several documents',
    upstream: 'sops.go, aes/cipher.go, stores/yaml/store.go',
    tested: 'src/sops/sops-cases.test.ts',
    notModelled:
      'other keys than age ones; key groups that share a key; choice by comments; SSH keys and plugins of age',
  },
  {
    behaviour: 'JSON, dotenv, INI and binary files are encrypted and decrypted to the bytes of sops',
    upstream: 'stores/json/store.go, stores/dotenv/store.go, stores/ini/store.go, stores/flatten.go',
    tested: 'src/sops/formats-cases.test.ts',
  },
  {
    behaviour: 'The first creation rule whose expression is found in the path says how a file is encrypted',
    upstream: 'config/config.go',
    tested: 'src/sops/parts.test.ts',
    notModelled: 'destination rules',
  },
];
