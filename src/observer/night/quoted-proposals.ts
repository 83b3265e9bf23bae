import type { z } from 'zod';
import { findClaimProblem, isPlainName, type Problem } from '../observations/claim-rules.ts';
import type { Finding } from '../observations/finding.ts';
import type { Kind, Quotes } from '../observations/kind.ts';
import { standsAlone, topicKey } from '../observations/quotes.ts';
import type { Evidence } from '../observations/sources.ts';
import type { Signal } from '../signals/signal.ts';
import { subjectKey } from '../signals/subject.ts';
import type { CitableSources } from './citable-sources.ts';
import { cite, quotable, Refusal } from './citations.ts';
import type { NameRules } from './name-rules.ts';
import type { Propose } from './proposal-inputs.ts';

/** What quoted proposals are checked by. */
type Checked = {
  kind: Kind & { restsOn: Quotes };
  said: z.output<typeof Propose>;
  sources: CitableSources;
  names: NameRules;
  /** The signals of the night: their numbers were counted, and may be told. */
  signals: readonly Signal[];
  night: string;
};

type Counted = { quotes: number; customers: number; days: number };
/** What a sentence is about: the words for it, and what is kept of it. */
type Subject = { about: string; kept: Pick<Finding, 'subject' | 'valueKey' | 'companyId'> };

/**
 * Makes a finding of the observer's own sentence and the words it quotes: code finds every quote, counts customers and days
 * itself, and lets no name through that is to be left out. Throws `Refusal` with what to change.
 */
export async function findQuoted(checked: Checked): Promise<{ finding: Finding; evidence: Evidence[] }> {
  const { kind, said, sources, names, night } = checked;
  const { restsOn } = kind;
  const slot = readSlot(kind, said.slot);
  const topic = restsOn.about === 'topic' ? readTopic(said.topic, restsOn) : '';
  const check = quotable({ restsOn, names, night, topic });
  const evidence = await cite(sources, { evidence: said.evidence, check });
  const counted = count(evidence);
  requireQuotes(restsOn, { counted, evidence });
  const { about, kept } = await subjectOf(checked, { topic, evidence });
  const claim = said.claim ?? '';
  await requireClaim(checked, { claim, about, counted });
  return { finding: { kind: said.kind, slot, ...kept, claim, remark: null, signal: null }, evidence };
}

const refuse = (reason: Problem['reason'], fix: string): never => {
  throw new Refusal({ reason, fix });
};

function readSlot({ slots }: Kind, said: string | undefined): string {
  const known = Object.keys(slots);
  const slot = said ?? known[0] ?? '';
  return known.includes(slot) ? slot : refuse('off_subject', `slot is one of ${known.join(', ')}`);
}

/** A topic is a word or two, three at most; a sentence would be told as one. */
const TOPIC_WORDS = 3;

function readTopic(said: string | undefined, { from }: Quotes): string {
  const topic = topicKey(said ?? '');
  // A person's complaint may be about a common word: that they are asked.
  const isOne = from === 'own words' ? topic !== '' : standsAlone(topic);
  if (!isOne) return refuse('off_subject', 'give the topic, the word or two that stand in every quote');
  if (topic.split(' ').length > TOPIC_WORDS || !isPlainName(topic))
    return refuse('off_subject', 'make the topic one or two plain words');
  return topic;
}

function count(evidence: readonly Evidence[]): Counted {
  const companies = evidence.flatMap(({ source }) =>
    source.type === 'interaction' && source.companyId ? [source.companyId] : [],
  );
  return {
    quotes: new Set(evidence.map(({ quote }) => topicKey(quote))).size,
    customers: new Set(companies).size,
    days: new Set(evidence.map(({ source }) => source.on)).size,
  };
}

function requireQuotes(
  { leastQuotes, customers }: Quotes,
  { counted, evidence }: { counted: Counted; evidence: readonly Evidence[] },
): void {
  if (evidence.length === 0) refuse('no_evidence', 'quote what people said');
  if (counted.quotes < leastQuotes)
    refuse('few_quotes', `give ${leastQuotes} quotes or more, each of another source and in other words`);
  if (!customers) return;
  if (counted.customers < customers.least)
    refuse(
      'few_quotes',
      `quote at least ${customers.least} customer${customers.least === 1 ? '' : 's'}, it is ${counted.customers}`,
    );
  if (counted.customers > customers.most) refuse('unrelated', 'quote interactions with one customer alone');
}

async function subjectOf(
  { kind, said, names }: Checked,
  { topic, evidence }: { topic: string; evidence: readonly Evidence[] },
): Promise<Subject> {
  if (kind.restsOn.about === 'topic') {
    const subject = subjectKey({ of: 'topic', word: topic });
    return { about: topic, kept: { subject, valueKey: topic, companyId: null } };
  }
  const quoted = evidence.flatMap(({ source }) =>
    source.type === 'interaction' ? (source.companyId ?? []) : [],
  );
  const [id = ''] = quoted;
  const company = await names.company(id);
  if (!company || !isPlainName(company.name))
    return refuse('unknown_source', 'quote interactions with a customer');
  const isShort = !topicKey(said.claim ?? '').includes(topicKey(company.name));
  const about = isShort && topicKey(said.claim ?? '').includes(company.stem) ? company.stem : company.name;
  return { about, kept: { subject: subjectKey({ of: 'company', id }), valueKey: 'open', companyId: id } };
}

/** Requires a sentence that breaks no rule: one about Rapport need not say the topic, which is in the person's words. */
async function requireClaim(
  { kind: { restsOn }, signals, names }: Checked,
  { claim, about, counted }: { claim: string; about: string; counted: Counted },
): Promise<void> {
  if (claim.trim() === '') refuse('off_subject', 'say in the claim what is so');
  const isOfPerson = restsOn.from === 'own words';
  const told = signals.filter((each) => topicKey(claim).includes(topicKey(each.about)));
  const says = JSON.stringify(told.map(({ says, numbers }) => [says, numbers]));
  const named = isOfPerson ? '' : about;
  const numbers = isOfPerson ? {} : counted;
  const problem = findClaimProblem(claim, { about: named, says, numbers });
  if (problem) throw new Refusal(problem);
  const member = await names.memberIn(claim, restsOn.about === 'customer' ? about : '');
  if (member) refuse('names', `leave out the name of a colleague, ${member}`);
  const customer = restsOn.withoutNamesOf === 'members and customers' && (await names.customerIn(claim));
  if (customer) refuse('names', `leave out the name of a customer, ${customer}`);
}
