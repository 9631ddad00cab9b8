import { describe, expect, it } from 'vitest';
import { checkSecret } from './password.ts';

describe('a htpasswd hash', () => {
  it.each([
    ['SHA-1', 'test', '{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M='],
    ['apr1', 'myPassword', '$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/'],
    ['bcrypt', 'a', '$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe'],
    ['bcrypt as htpasswd marks it', 'a', '$2y$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe'],
  ])('of kind %s fits its password and no other', (_, password, hash) => {
    expect(checkSecret(password, hash)).toBe(true);
    expect(checkSecret(`${password}x`, hash)).toBe(false);
  });

  it('of no known kind fits nothing, and a malformed bcrypt hash is not judged', () => {
    expect(checkSecret('a', 'a')).toBe(false);
    expect(checkSecret('a', '$2y$99$xx')).toBe('unknown');
  });
});
