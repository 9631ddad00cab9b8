/**
 * For the validation of files: each of the many schemas is asked once or a few times, which is over before a function made for it alone would
 * be compiled (zod core/schemas.ts generateFastpass).
 */
export const interpreted = { jitless: true } as const;
