// Brings up the real platform in network namespaces, with MetalLB and a hello, and stays until Ctrl-C.
//
//   node conformance/netlab/start.mjs [--nodes 3] [--cni routes|vxlan] [--proxy iptables|nftables] [--once]
//   node conformance/netlab/start.mjs up [EXAMPLE] [--once]       a lab of the examples instead, brought up by real Flux
import { runEnclosed, withoutGate } from './enclosure.mjs';

const args = process.argv.slice(2);
const asked = args[0] === 'up' ? ['look-up.mjs', args.slice(1), undefined] : ['look.mjs', args, withoutGate];

runEnclosed(...asked).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message);
    process.exit(2);
  },
);
