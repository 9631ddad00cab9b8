import type { Claim } from '../system.ts';

/** What is modelled of MetalLB, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  {
    behaviour: 'Addresses of pools: ranges, CIDRs and their refusals; one invalid pool refuses the whole configuration',
    upstream: 'internal/config/config.go, validation.go',
    tested: 'src/systems/metallb/allocation/pools.test.ts',
    notModelled: 'BGP peers, BFD profiles and communities',
  },
  {
    behaviour:
      'Allocation: requested addresses and pools, choice of pool, first free address, sharing, two families, events',
    upstream: 'controller/service.go, internal/allocator/allocator.go',
    tested: 'src/systems/metallb/allocation/convergence.test.ts',
    notModelled: 'the differences of versions before 0.16',
  },
  {
    behaviour: 'Counters of assigned and available addresses in the status of pools',
    upstream: 'internal/allocator/allocator.go',
    tested: 'src/systems/metallb/allocation/counters.test.ts',
  },
  {
    behaviour: 'Election of the announcing node, with the order in which others take over',
    upstream: 'speaker/layer2_controller.go',
    tested: 'src/systems/metallb/announcement/election.test.ts',
    notModelled: 'announcing by BGP; interfaces that a node does not have',
  },
  {
    behaviour:
      'The controller and the speakers at work: triggers, events, ServiceL2Status, failover, the memberlist Secret',
    upstream: 'internal/k8s/controllers, speaker/main.go, internal/speakerlist/speakerlist.go',
    tested: 'src/systems/metallb/controllers.test.ts',
    notModelled: 'ConfigurationState; nodeAssigned is told when node or address change, upstream repeats it',
  },
  {
    behaviour: 'Admission of IPAddressPools and L2Advertisements',
    upstream: 'internal/k8s/webhooks/webhookv1beta1',
    tested: 'src/systems/metallb/admission/refusals.test.ts',
    notModelled: 'admission of BGP kinds',
  },
];
