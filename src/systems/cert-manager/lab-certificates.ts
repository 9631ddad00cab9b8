import * as z from 'zod';
import { chartValues } from '../../lab/chart-values.ts';
import {
  domainText,
  durationText,
  labelKeyText,
  labelValueText,
  listOrOne,
  nameText,
  objectNameText,
} from '../../lab/scalars.ts';
import { IssuerSettings } from './lab-issuers.ts';

const Template = z
  .strictObject({
    annotations: z.record(labelKeyText, z.string()).optional().describe('Annotations of the Secret.'),
    labels: z.record(labelKeyText, labelValueText).optional().describe('Labels of the Secret.'),
  })
  .describe('What the Secret carries beside the certificate, for whoever copies or reads it.');

const kept = {
  secret: objectNameText.optional().describe('Name of the Secret that holds it; by default `<name>-tls`.'),
  template: Template.optional(),
  mirror: z
    .array(nameText)
    .min(1)
    .optional()
    .describe(
      'Namespaces that get a copy of the Secret, which follows it: for what mounts it, or names it in a route.',
    ),
  duration: durationText
    .optional()
    .describe('How long it is to be valid; by default 90 days. Let’s Encrypt decides this itself.'),
  renewBefore: durationText
    .optional()
    .describe('How long before its end it is renewed; by default after two thirds of its life.'),
};

const Certificate = z
  .strictObject({
    name: objectNameText.describe('Name of the Certificate.'),
    names: listOrOne(domainText).describe('Names and wildcards that it holds.'),
    ...kept,
  })
  .describe('A certificate of its own, which the gate shows for its names.');

/** The certificates of a lab. */
export const CertificateSettings = z
  .strictObject({
    issuer: IssuerSettings.prefault({ type: 'internal-ca' }),
    domains: listOrOne(domainText)
      .optional()
      .describe(
        'Names and wildcards that the default certificate holds; without them `domain` and all hosts under it, or, where there is no domain or no wildcard can be had, the hosts that are served over TLS.',
      ),
    per: z
      .enum(['lab', 'domain', 'host'])
      .default('lab')
      .describe(
        'Whether one certificate holds all names, or there is one for each domain (with its wildcard) or for each host.',
      ),
    name: objectNameText
      .optional()
      .describe('Name of the one certificate; by default `wildcard` where it holds a wildcard, else `default`.'),
    ...kept,
    more: z.array(Certificate).default([]).describe('Certificates beside the default one.'),
    values: chartValues('cert-manager'),
  })
  .superRefine(({ per, ...settings }, context) => {
    for (const field of ['name', 'secret'] as const) {
      if (per === 'lab' || settings[field] === undefined) continue;
      const params = { hint: 'leave it out, or write certificates of their own under more' };
      const message = `there is a certificate for each ${per}: they cannot all have one ${field}`;
      context.addIssue({ code: 'custom', path: [field], message, params });
    }
  })
  .describe('The certificate the gate shows.');
