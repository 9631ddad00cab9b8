import { createHash } from 'node:crypto';

/**
 * The text of a schematic as the image factory writes it: its id is made of these very bytes (siderolabs/image-factory
 * pkg/schematic/schematic.go, `Schematic.Marshal`). Extensions keep their order.
 */
export const printSchematic = (extensions: readonly string[]): string =>
  extensions.length === 0
    ? 'customization: {}\n'
    : `customization:\n    systemExtensions:\n        officialExtensions:\n${extensions.map((name) => `            - ${name}\n`).join('')}`;

/** The id of a schematic: SHA-256 of its text, in hexadecimal (`Schematic.ID`). */
export const schematicId = (text: string): string => createHash('sha256').update(text).digest('hex');
