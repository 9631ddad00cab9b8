/** Whether a value was encrypted with SOPS and is not known (sops/aes/cipher.go Encrypt). */
export const isSealed = (value: string): boolean => /^ENC\[[A-Z0-9_]+,data:/.test(value);

const sealedMark = 'sealed-value-';

/**
 * What stands for the value of a variable that only a key could decrypt: a label of DNS, so that what is made of it mostly has the
 * right shape, and another one for each variable.
 */
export const sealedText = (key: string): string =>
  `${sealedMark}${key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 30)}`;

/** Whether a value that is not known has gone into a text. */
export const holdsSealed = (text: string): boolean => text.includes(sealedMark);
