// Brings up the real platform in network namespaces, with MetalLB and a hello, and stays until Ctrl-C.
//
//   node conformance/netlab/start.mjs [--nodes 3] [--cni routes|vxlan] [--proxy iptables|nftables] [--once]
import { runEnclosed, withoutGate } from './enclosure.mjs';

runEnclosed('look.mjs', process.argv.slice(2), withoutGate).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message);
    process.exit(2);
  },
);
