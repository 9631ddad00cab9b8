import { parseAddress } from '../../../../core/address.ts';
import { type FieldError, invalid, notSupported, required } from '../../api/field-error.ts';
import { addressText, type Errors, listOf, unique } from '../shared/checks.ts';
import type { Fields } from '../shared/fill.ts';

/** Addresses of services: kubernetes pkg/apis/core/validation/validation.go validateService. */

const families = ['IPv4', 'IPv6'];

const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

const loopback = /^(127\.|::1$)/;

const linkLocal = /^(169\.254\.|fe80:)/i;

/** Addresses that nothing outside may have: ValidateNonSpecialIP. */
function specialErrors(address: string, at: string): Errors {
  const text = 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
  if (loopback.test(address)) return [invalid(at, address, text)];
  if (/^(0\.0\.0\.0|::)$/.test(address)) return [invalid(at, address, `may not be unspecified (${address})`)];
  const local = 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
  return linkLocal.test(address) ? [invalid(at, address, local)] : [];
}

/** Families, cluster IPs and external IPs. */
export function addressErrors(spec: Fields, headless: boolean): Errors {
  if (spec.type === 'ExternalName') return [];
  const addresses = listOf(spec.clusterIPs);
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  listOf(spec.ipFamilies).forEach((family, index) => {
    const at = `spec.ipFamilies[${index}]`;
    if (!families.includes(family)) errors.push(notSupported(at, family, families));
    errors.push(...unique(seen, family, at));
  });
  if (spec.ipFamilyPolicy !== undefined && !policies.includes(String(spec.ipFamilyPolicy))) {
    errors.push(notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, policies));
  }
  if (spec.clusterIP && addresses[0] !== spec.clusterIP) {
    errors.push(
      addresses.length === 0
        ? required('spec.clusterIPs')
        : invalid('spec.clusterIPs', addresses, 'first value must match `clusterIP`'),
    );
  }
  addresses.forEach((address, index) => {
    if (index === 0 && address === 'None') return;
    if (!parseAddress(address)) errors.push(invalid(`spec.clusterIPs[${index}]`, address, addressText));
  });
  if (headless && addresses.length > 1) {
    errors.push(invalid('spec.clusterIPs', addresses, "'None' must be the first and only value"));
  }
  listOf(spec.externalIPs).forEach((address, index) => {
    const at = `spec.externalIPs[${index}]`;
    if (!parseAddress(address)) errors.push(invalid(at, address, addressText));
    else errors.push(...specialErrors(address, at));
  });
  return errors;
}
