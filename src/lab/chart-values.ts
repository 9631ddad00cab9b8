import * as z from 'zod';

/** Values of a release that a person lays over those that are composed, in the words of its chart. */
export const chartValues = (chart: string) =>
  z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      `Values of the ${chart} chart, laid over those that are composed as helm does it: mappings merge, lists replace, \`null\` takes away. They keep their order.`,
    );
