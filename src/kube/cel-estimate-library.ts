import {
  type Call,
  type CallEstimate,
  comparing,
  joining,
  matchingCost,
  perPatternLetter,
  replacing,
  splitAtMost,
  traversal,
} from './cel-estimate-text.ts';
import { addCosts, addSizes, fixedSize, type Size, scaleCost } from './cel-size.ts';
import type { Operand, Sizes } from './cel-sizing.ts';

/** k8s.io/apiserver pkg/cel/limits.go */
const maxFormatPattern = 128;
const maxFormatSize = 64;

const nominal: CallEstimate = { cost: 1n };

/** Costs of the API server's own functions: k8s.io/apiserver pkg/cel/library/cost.go EstimateCallCost; undefined for all others. */
export function estimateLibraryCall(call: Call, sizes: Sizes): CallEstimate | undefined {
  const { name, target, args } = call;
  const [first] = args;
  const own = target && sizes.sizeOf(target);
  const given = first && sizes.sizeOf(first);
  switch (name) {
    case 'isSorted':
    case 'sum':
    case 'max':
    case 'min':
    case 'indexOf':
    case 'lastIndexOf':
      return target && comparing(target, sizes);
    case 'url':
      return given && { cost: scaleCost(given.max, traversal), size: given };
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
      return own && { cost: scaleCost(own.max, traversal), size: own };
    case 'replace':
      return (
        own &&
        replacing(
          own,
          args.map((arg) => sizes.sizeOf(arg)),
        )
      );
    case 'split':
      return own && { cost: scaleCost(own.max, 2 * traversal), size: { min: 0n, max: splitAtMost(own, args) } };
    case 'join':
      return target && joining(target, given, sizes);
    case 'find':
    case 'findAll':
      return own && given && { cost: matchingCost(own, given), size: { min: 0n, max: own.max } };
    case 'ip':
      return target ? nominal : given && { cost: scaleCost(given.max, traversal) };
    case 'cidr':
    case 'isIP':
    case 'isCIDR':
    case 'quantity':
    case 'isQuantity':
    case 'semver':
    case 'isSemver':
      return given && { cost: scaleCost(given.max, traversal) };
    case 'ip.isCanonical':
      return given && { cost: scaleCost(given.max, 2 * traversal) };
    case 'containsIP':
    case 'containsCIDR':
      return given && containing(call, given);
    case 'validate':
      return given && { cost: scaleCost(scaleCost(given.max, traversal), maxFormatPattern * perPatternLetter) };
    case '_==_':
      return equalling(args);
    default:
      return nominalNames.has(name) ? nominal : undefined;
  }
}

const nominalNames: ReadonlySet<string> = new Set(
  (
    'masked prefixLength family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast format.named ' +
    'sign asInteger isInteger asApproximateFloat isGreaterThan isLessThan compareTo add sub major minor patch ' +
    'getScheme getHostname getHost getPort getEscapedPath getQuery'
  ).split(' '),
);

/** Addresses are compared by their bytes, at most 16; those of a network are masked first. */
function containing({ name, params }: Call, given: Size): CallEstimate {
  const bytes = fixedSize(16);
  const compared = scaleCost(addSizes(bytes, bytes).max, traversal);
  const masked = name === 'containsCIDR' ? scaleCost(bytes.max, traversal) + 1n : 0n;
  const parsed = params[1] === 'string' ? scaleCost(given.max, traversal) : 0n;
  return { cost: addCosts(compared, masked, parsed) };
}

function equalling([left, right]: readonly Operand[]): CallEstimate | undefined {
  const kind = left?.type.kind;
  if (!right || kind !== right.type.kind) return undefined;
  switch (kind) {
    case 'ip':
    case 'cidr':
    case 'quantity':
    case 'semver':
      return nominal;
    case 'format':
      return { cost: scaleCost(BigInt(maxFormatSize), traversal) };
    case 'url':
      return { cost: scaleCost(right.size?.max ?? 1n, traversal) };
    default:
      return undefined;
  }
}
