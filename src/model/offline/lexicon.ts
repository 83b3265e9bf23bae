import nlp from 'compromise/two';
import { fold } from '../../text.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** First names that compromise does not know. Folded. */
const MORE_FIRST_NAMES = words(`
  aisha akira amara amina andreia anja arjun asa astrid bjorn beatriz bruna caio catarina chidi chloe clara dagmar
  deepak dieter duarte ebba eero emeka fatima filipa francisca gabi giulia gonzalo greta gunter hana haruto hassan
  heike henrique hiro hiroshi ingo ioana ivo jorg joana jurgen kaito katarzyna katrin kenji kerstin kiran kwame lars
  lena leonie lucia luis mads magda malte mariana marek mats mehmet miguel milan mirjam nadia nils noor nuno olena
  oksana pavel petra piotr priya rafael rajesh ravi rene rodrigo rui saoirse sanjay santiago sergio sigrid sina
  siobhan soren stefan sunita susana svenja takumi tariq tereza thiago tiago tomas uwe vasco vikram wanjiru wiebke
  xavier yara yusuf yuki zeynep zoe kate katie kathy liz jenny mike matt steve dave chris alex sam nick andy tony`);

/** Names that are at least as often ordinary words; names only when written with a capital inside a sentence. */
const ALSO_WORDS = words(`
  mark will may art bill frank grant hope grace rich drew june april august rob ray sue pat jack don joy guy dean
  chase carol dawn faith miles rose van case summer earnest harry jean iris amber ruby violet penny sandy terry
  melody norm reed wade ward lane chance cash price royal prince early sky star storm angel honey`);

/** Capitalised words that are nobody's name. Folded. */
const NEVER_NAMES = words(`
  i crm api nda po sla soc soc2 iso gdpr q1 q2 q3 q4 h1 h2 kpi roi rfp rfi sow msa mvp faq pdf csv sso eod eom eow fyi ps
  asap btw ceo cto cfo coo cmo cio cpo cro vp svp evp md zoom slack teams skype whatsapp linkedin email e mail mails
  meeting call lunch dinner breakfast coffee demo note notes log logged today tomorrow yesterday hi hello hey dear
  thanks thank please ok okay yes no nope sorry actually update crm rapport christmas easter english german french
  spanish portuguese us uk eu usa pricing proposal contract renewal follow ai it hr legal procurement sales marketing
  finance support engineering product head director manager mr mrs ms dr prof monday tuesday wednesday thursday
  friday saturday sunday january february march april may june july august september october november december
  quick great good nice long short first second next last private confidential remind reminder also then just later
  nothing everything something anything everyone somebody anybody nobody both all new old another other re fwd fw vs via
  team teams everybody guys folks people client customer company contact boss assistant colleague friend summary agenda
  black_friday mon tue wed thu fri sat sun am pm cc feedback workshop call calls meetings zoom webex facetime`);

/** Words that make a name a company's. Folded. */
const COMPANY_WORDS = words(`
  gmbh ag kg se ltd limited inc incorporated corp corporation co company llc llp plc lda sa srl spa sarl oy ab as bv nv
  group holding holdings bank labs lab systems software solutions technologies technology tech consulting partners
  industries logistics foods energy media studio studios capital ventures insurance university school hospital clinic
  traders trading works networks network analytics robotics motors airlines airways pharma health healthcare bakery
  brewery hotels design agency digital data cloud services international global enterprises brothers sons soehne
  sohne electric electronics construction telecom mobile security interactive games entertainment supply`);

/** What follows "at" without being a company. Folded. */
const PLACES = words(`
  lunch dinner breakfast noon midnight night home work office offices conference summit expo fair event events cafe
  restaurant airport station hotel party booth stand trade least last first once all the a an our their his her my
  length point risk time times end beginning start moment event meetup congress site hq headquarters warehouse factory
  plant gym school hand this that`);

const lexicon = (nlp.model() as { one: { lexicon: Record<string, unknown> } }).one.lexicon;
const NAME_TAGS = new Set(['FirstName', 'MaleName', 'FemaleName']);

function tagOf(folded: string): string | undefined {
  const tag = Object.hasOwn(lexicon, folded) ? lexicon[folded] : undefined;
  return Array.isArray(tag) ? String(tag.at(-1)) : (tag as string | undefined);
}

/** Whether a word is a first name; written in lower case, only when it is hardly ever anything else. */
export function isFirstName(word: string): boolean {
  const key = fold(word.split('-')[0] ?? '');
  if (ALSO_WORDS.has(key)) return /^\p{Lu}/u.test(word);
  return MORE_FIRST_NAMES.has(key) || NAME_TAGS.has(tagOf(key) ?? '');
}

export const isLastName = (word: string): boolean => tagOf(fold(word)) === 'LastName';

/** Whether a word is ordinary English (a verb, a preposition, a common noun...) rather than somebody's name. */
export function isOrdinaryWord(word: string): boolean {
  const key = fold(word);
  if (MORE_FIRST_NAMES.has(key)) return false;
  const tag = tagOf(key);
  return tag !== undefined && !NAME_TAGS.has(tag) && tag !== 'LastName';
}

/** A town or country: where something happened, not who took part. */
export function isPlace(word: string): boolean {
  const tag = tagOf(fold(word));
  return tag === 'City' || tag === 'Country' || tag === 'Region' || tag === 'Place';
}

export const isNeverName = (word: string): boolean => NEVER_NAMES.has(fold(word));
export const isCompanyWord = (word: string): boolean => COMPANY_WORDS.has(fold(word));
export const isLocation = (word: string): boolean => PLACES.has(fold(word));

/** Job titles as they stand before or after a name. */
export const JOB_TITLE =
  /^(?:the |their |our |its |a |an |new )*((?:(?:senior|chief|vice|deputy|regional|global|interim|junior|lead|managing|executive|general|account|product|project|sales|marketing|office|it|finance|operations|technical|engineering|procurement|purchasing|hr|customer success|software|data|country) ){0,3}(?:c[etfomipr]o|[es]?vp(?: of [\p{L}]+(?: (?!at\b|of\b|for\b|from\b|with\b|in\b|and\b|who\b|about\b)[\p{L}]+)?| [\p{L}]+)?|head of [\p{L}]+(?: (?!at\b|of\b|for\b|from\b|with\b|in\b|and\b|who\b|about\b)[\p{L}]+)?|director(?: of [\p{L}]+)?|manager|engineer|developer|officer|founder|co-?founder|owner|buyer|president|chair(?:man|woman)?|secretary|assistant|controller|lead|analyst|architect|consultant|designer|accountant|lawyer|counsel|partner))(?=$|[^\p{L}])/iu;
