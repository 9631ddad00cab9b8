import { parseCidr } from '../core/address.ts';
import { nearestName } from '../core/nearest.ts';
import { addressProblem, cidrProblem, rangeProblem, type ValueProblem } from '../lab/values.ts';
import { parseLabFile } from '../systems/lab-file.ts';
import { type AnswerKey, answerKeys, defaultAnswers, type LabAnswers, readNodes } from './init-answers.ts';
import { printLab } from './init-text.ts';

const issuers = ['internal-ca', 'acme-dns01-cloudflare', 'acme-http01'];
const publicPlaceholder = 'home.lab-of-mine.net';

/** Whether a question is asked at all after the answers before it. */
export const isAsked = (key: AnswerKey, answers: Partial<LabAnswers>): boolean =>
  key !== 'email' || (answers.issuer ?? defaultAnswers.issuer).startsWith('acme-');

/**
 * What is wrong with an answer, by itself and with those before it; undefined when nothing is. Nothing else is judged: what comes after it
 * is suggested so that it fits.
 */
export async function judgeAnswer(key: AnswerKey, answers: Partial<LabAnswers>): Promise<ValueProblem | undefined> {
  const value = answers[key];
  if (value === undefined) return undefined;
  const alone = problemAlone(key, value);
  if (alone) return alone;
  const { findings } = await parseLabFile(printLab(soFar(key, answers)), 'lab.yaml');
  const [finding] = findings.filter(({ severity }) => severity === 'error');
  return finding && { message: withoutField(finding.message), hint: finding.hint ?? '' };
}

/** A person who answers a question, or gives an option, has not written the field it ends in. */
const withoutField = (message: string): string => message.replace(/^[a-z][\w.[\]]*: (?=")/i, '');

/** The answers up to this one, the others as they will be suggested. */
function soFar(key: AnswerKey, answers: Partial<LabAnswers>): LabAnswers {
  const known = answerKeys.slice(0, answerKeys.indexOf(key) + 1);
  const given = Object.fromEntries(
    known.flatMap((each) => (answers[each] === undefined ? [] : [[each, answers[each]]])),
  );
  const isPublic = given.issuer?.startsWith('acme-') && given.domain === undefined;
  return { ...defaultAnswers, ...(isPublic && { domain: publicPlaceholder }), ...given };
}

function problemAlone(key: AnswerKey, value: string): ValueProblem | undefined {
  switch (key) {
    case 'network':
      return networkProblem(value);
    case 'gateway':
      return addressProblem(value);
    case 'dhcp':
      return value === 'none' ? undefined : rangeProblem(value);
    case 'nodes':
      return nodesProblem(value);
    case 'pool':
      return rangeProblem(value);
    case 'issuer':
      return issuerProblem(value);
    default:
      return undefined;
  }
}

function networkProblem(value: string): ValueProblem | undefined {
  const problem = cidrProblem(value);
  if (problem) return problem;
  const { family, prefix } = parseCidr(value)!;
  if (family === 6) {
    return {
      message: `${value} is an IPv6 network: a new lab starts with IPv4`,
      hint: 'give the IPv4 network, and add the other to network.cidr in the file',
    };
  }
  if (prefix <= 28) return undefined;
  const message = `${value} has ${2 ** (32 - prefix)} addresses: too few for nodes, gate and dashboard`;
  return { message, hint: 'give the whole network the nodes are in, e.g. 192.168.88.0/24' };
}

function nodesProblem(value: string): ValueProblem | undefined {
  const nodes = readNodes(value);
  if (nodes.length === 0) return { message: 'a cluster has at least one node', hint: 'write its address' };
  return nodes.map(({ address }) => addressProblem(address)).find((problem) => problem !== undefined);
}

function issuerProblem(value: string): ValueProblem | undefined {
  if (issuers.includes(value)) return undefined;
  const nearest = nearestName(value, issuers);
  const message = `${JSON.stringify(value)} is none of ${issuers.join(', ')}`;
  return { message, hint: nearest ? `write ${nearest}` : 'internal-ca needs nothing else' };
}
