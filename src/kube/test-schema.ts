import type { Schema } from './schema.ts';

export const inSpec = (field: Schema, extra: Schema = {}): Schema => ({
  type: 'object',
  properties: { spec: { type: 'object', properties: { f: field }, ...extra } },
});
