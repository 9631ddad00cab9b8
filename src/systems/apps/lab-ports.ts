import * as z from 'zod';
import { checkedText, nameText, portNumber } from '../../lab/scalars.ts';
import { quoteText } from '../../lab/values.ts';

/** The name of a port (apimachinery pkg/util/validation IsValidPortName). */
export const portNameText = checkedText((text) =>
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && !text.includes('--') && /[a-z]/.test(text) && text.length <= 15
    ? undefined
    : {
        message: `${quoteText(text)} is no name of a port: it must be at most 15 lower-case letters, digits and single "-", with a letter among them`,
        hint: 'write it like http or dns-udp',
      },
);

const Port = z
  .strictObject({
    port: portNumber.describe('Port the container listens on.'),
    protocol: z.enum(['TCP', 'UDP']).default('TCP').describe('Protocol.'),
    service: portNumber.optional().describe('Port of the Service; by default 80 for `http`, else the same port.'),
    entryPoint: nameText
      .optional()
      .describe('Entry point of the gate that leads here, for what is no HTTP: all that comes in on it.'),
  })
  .describe('A port of an app.');

/** Several ports by their names. */
export const Ports = z
  .record(portNameText, z.union([portNumber, Port]))
  .superRefine((ports, context) => {
    const seen = new Map<string, string>();
    for (const [name, value] of Object.entries(ports)) {
      const { port, protocol } = typeof value === 'number' ? { port: value, protocol: 'TCP' } : value;
      const same = seen.get(`${port}/${protocol}`);
      seen.set(`${port}/${protocol}`, name);
      if (same === undefined) continue;
      const message = `${name} is the same port as ${same}`;
      context.addIssue({ code: 'custom', path: [name], message, params: { hint: 'keep one of them' } });
    }
  })
  .describe(
    'Ports the container listens on by name, where there are several: a number, or a mapping. Routes lead to `http`, or else to the first TCP port by name. `{}` for a program that listens nowhere: it has no Service.',
  );
