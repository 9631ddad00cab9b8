import type { ObjectsRule } from '../../../check/rule.ts';
import type { Json } from '../../../kube/object.ts';
import { mapAt, offersSecondFactor, textAt } from '../config/configuration.ts';
import { configuredWorkloads } from '../rule-configurations.ts';
import { autheliaWith, configurationWith } from '../rule-examples.ts';

const access_control = 'access_control: { rules: [{ domain: a.example.org, policy: two_factor }] }';

const isOff = (root: Json, key: string): boolean => textAt(mapAt(root, key), 'disable') === 'true';
const hasDuo = (root: Json): boolean => mapAt(root, 'duo_api') !== null && !isOff(root, 'duo_api');

/** Two factors are asked for, and all second ones are switched off. */
export const secondFactorNotOffered: ObjectsRule = {
  id: 'second-factor-not-offered',
  needs: 'objects',
  severity: 'error',
  summary: 'Two factors are asked for, and every kind of second factor is switched off.',
  why: 'a second factor is a one-time password, a security key or a push message (authelia internal/configuration/schema/totp.go, webauthn.go, duo.go)',
  check: (input) =>
    configuredWorkloads(input).flatMap(({ on, path, reading }) => {
      if (!('configuration' in reading) || !offersSecondFactor(reading.configuration.accessControl)) return [];
      const { root } = reading;
      if (!isOff(root, 'totp') || !isOff(root, 'webauthn') || hasDuo(root)) return [];
      return [
        {
          ...{ on, path },
          message:
            'nobody gets where two factors are asked for: totp and webauthn are disabled, and there is no duo_api',
          hint: 'switch one of them on, or ask for one factor',
        },
      ];
    }),
  examples: {
    passing: [autheliaWith(), configurationWith({ access_control, totp: 'totp: { disable: true }' })],
    failing: [
      autheliaWith(),
      configurationWith({ access_control, totp: 'totp: { disable: true }', webauthn: 'webauthn: { disable: true }' }),
    ],
  },
};
