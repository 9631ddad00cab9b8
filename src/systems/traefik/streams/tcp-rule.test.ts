import { describe, expect, test } from 'vitest';
import { compileTcpRule, tcpRulePriority } from './tcp-rule.ts';
import { all, clear, tls } from './test-streams.ts';

describe('a rule of TCP', () => {
  test.each([
    ['HostSNI(`a.example.org`)', tls('a.example.org'), true],
    ['HostSNI(`A.example.org`)', tls('a.example.org'), true],
    ['HostSNI(`a.example.org.`)', tls('a.example.org'), true],
    ['HostSNI(`a.example.org`)', tls('b.example.org'), false],
    ['HostSNI(`a.example.org`)', tls(''), false],
    ['HostSNI(`*.example.org`)', tls('b.example.org'), true],
    ['HostSNI(`*.example.org`)', tls('example.org'), false],
    ['HostSNI(`*.example.org`)', tls('a.b.example.org'), false],
    ['HostSNIRegexp(`^.+\\.example\\.org$`)', tls('a.b.example.org'), true],
    ['HostSNIRegexp(`^a`)', tls('b'), false],
    ['ALPN(`mqtt`)', tls('x', { alpn: ['mqtt', 'h2'] }), true],
    ['ALPN(`mqtt`)', tls('x'), false],
    ['ClientIP(`192.168.0.0/16`)', clear, true],
    ['!ClientIP(`192.168.0.0/16`)', clear, false],
    ['HostSNI(`*`) && ClientIP(`10.0.0.1`)', clear, false],
    ['HostSNI(`a.b`) || ALPN(`x`)', tls('c', { alpn: ['x'] }), true],
    ['hostsni(`*`)', clear, true],
  ] as const)('%s takes %j: %s', (rule, connection, expected) => {
    const compiled = compileTcpRule(rule, true);
    if ('problem' in compiled) throw new Error(compiled.problem);
    expect(compiled.matches(connection)).toBe(expected);
  });

  test.each([
    [
      'HostSNI(`a.example.org`)',
      false,
      'invalid rule: "HostSNI(`a.example.org`)" , has HostSNI matcher, but no TLS on router',
    ],
    ['Host(`a`)', true, 'invalid rule: "Host(`a`)" , unsupported function: Host'],
    [
      'HostSNI(`a`, `b`)',
      true,
      'error while adding rule HostSNI(`a`, `b`): unexpected number of parameters; got 2, expected 1',
    ],
    ['HostSNI(``)', true, 'error while adding rule HostSNI(``): empty args for matcher HostSNI, []'],
    [
      'HostSNI(`{sub:.+}`)',
      true,
      'error while adding rule HostSNI(`{sub:.+}`): invalid value for HostSNI matcher, "{sub:.+}" is not a valid hostname',
    ],
    [
      'ALPN(`acme-tls/1`)',
      true,
      'error while adding rule ALPN(`acme-tls/1`): invalid protocol value for ALPN matcher, "acme-tls/1" is not allowed',
    ],
    [
      'ClientIP(`home`)',
      false,
      'error while adding rule ClientIP(`home`): initializing IP checker for ClientIP matcher: parsing CIDR trusted IPs <nil>: invalid CIDR address: home',
    ],
  ])('%s is refused in upstream’s words', (rule, withTls, problem) => {
    expect(compileTcpRule(rule, withTls)).toEqual({ problem });
  });

  test.each([
    [all, -1n],
    ['HostSNI("*")', -1n],
    ['hostsni(`*`)', -1n],
    ['HostSNI(`a.example.org`)', 24n],
    ['HostSNI(`*`) && ClientIP(`10.0.0.1`)', 36n],
    ['ClientIP(`10.0.0.1`)', 20n],
  ])('%s has the priority %s', (rule, priority) => {
    expect(tcpRulePriority(rule)).toBe(priority);
  });
});
