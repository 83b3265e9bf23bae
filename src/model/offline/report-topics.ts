const KINDS = '(?:interactions|meetings|calls|e-?mails|messages|notes)';
const CUSTOMERS = '(?:customers|companies|accounts|clients)';
const TASKS = '(?:follow-?ups|promises|tasks|to-?dos)';
const EVERYBODY = '(?:everybody|everyone|(?:the|our) (?:whole |entire )?team|all of us|each of us)';
const COLLEAGUE = '(?:colleague|member|person|salesperson)';

/** A report as people speak of it: words that name it, and questions it answers. */
type Topic = {
  report: string;
  named: string;
  asked?: string;
  /** It can be of one customer, so that naming one does not make it a question about that customer alone. */
  ofCustomer?: boolean;
};

const TOPICS: readonly Topic[] = [
  { report: 'company-timeline', named: '(?:company )?time ?lines?(?: of a company)?', ofCustomer: true },
  {
    report: 'quiet-customers',
    named: `(?:quiet|silent|neglected|dormant) ${CUSTOMERS}`,
    asked: `(?:which|what|who|any|are any|have any)\\b.{0,30}\\b(?:gone|went|going|fallen|become|been|are|is) (?:quiet|silent|cold|dark)\\b|who(?:'s| is| are)? slipping away|(?:who|which ${CUSTOMERS})\\b.{0,20}(?:n't|\\bnot)\\b.{0,20}\\b(?:talked|spoken|heard|been in touch|contacted|called|met)\\b.{0,30}\\b(?:while|lately|days|weeks|months|long)\\b|which ${CUSTOMERS} (?:had|have had|have) no contact\\b`,
  },
  {
    report: 'weekly-interactions',
    named: `weekly (?:interactions|meetings|calls|e-?mails)|${KINDS} (?:per|by|each|a) week`,
    asked: `how busy (?:was|were|is|are|has|have) (?:${EVERYBODY}|we|all|(?=\\p{Lu}))|how many ${KINDS}\\b.{0,30}\\b(?:per|a|each|every) week|is the team doing more or less`,
  },
  {
    report: 'team-activity',
    named: `team(?:'s)? activity|activity of ${EVERYBODY}`,
    asked: `what (?:did|has|have|does|is) ${EVERYBODY} (?:do|done|did|doing|been up to)|how active (?:is|are|was|were)|who (?:of us )?(?:had|has had|has|made|logged|wrote|sent) (?:the )?most ${KINDS}`,
  },
  {
    report: 'overdue-by-member',
    named: `overdue ${TASKS} (?:by|per|of|for) (?:each )?(?:${COLLEAGUE}s?|${EVERYBODY})`,
    asked: `who(?:'s| is| has| have| are)?(?: any| got| still| most| the)* (?:overdue|behind (?:with|on)|late with)\\b|how many overdue ${TASKS} (?:does|do|has|have) (?:${EVERYBODY}|each)`,
  },
  {
    report: 'open-follow-ups',
    named: `open ${TASKS} (?:of|by|for|in|across) (?:${EVERYBODY}|all (?:colleagues|members))|(?:the )?team(?:'s)? (?:open )?${TASKS}|(?:everybody|everyone)'s (?:open )?${TASKS}`,
    asked: `what (?:has|have|did) ${EVERYBODY} promised?`,
    ofCustomer: true,
  },
  {
    report: 'follow-up-completion',
    named: 'promises kept|kept promises|follow-?up completion',
    asked: `(?:do|did|does|have) (?:we|they|${EVERYBODY}) (?:keep|kept) (?:our|their|its) promises|who (?:keeps|kept) (?:their|his|her) promises|how many ${TASKS} (?:are|were|have been|got|get) (?:done|completed|kept) (?:on|in) time`,
  },
  {
    report: 'my-week',
    named:
      '(?:numbers|figures|stats) (?:for|of|about|on) my (?:(?:this|last|past|current|own) )?week|my week (?:in numbers|as a report)',
  },
  {
    report: 'my-customers',
    named: `my (?:own )?${CUSTOMERS}`,
    asked: `which ${CUSTOMERS} do [iI] look after|whom? should [iI] (?:call|contact|write to|talk to) again`,
  },
  {
    report: 'customers-by-member',
    named: `${CUSTOMERS} (?:by|per|of each) ${COLLEAGUE}`,
    asked: `who looks after (?:which|what|whose) ${CUSTOMERS}|which ${CUSTOMERS} does \\p{Lu}\\p{L}+ look after`,
  },
  {
    report: 'top-contacts',
    named: '(?:top|most important) (?:\\d{1,3} )?contacts|contacts we talk to most',
    asked: `whom? (?:do|did|have) we (?:talk|talked|speak|spoken|meet|met|write)(?: to| with)?(?: the)? most\\b|whom? are we (?:most )?in touch with (?:the )?most\\b`,
    ofCustomer: true,
  },
  {
    report: 'interactions-by-company',
    named: `${KINDS} (?:by|per) (?:company|customer|account|client)|busiest ${CUSTOMERS}`,
    asked: `which ${CUSTOMERS} (?:do|did|have) we (?:talk|talked|speak|spoken|meet|met|been in touch)(?: to| with)?(?: the)? most\\b|where do we have the most ${KINDS}|how often (?:were|are) we in touch with each`,
  },
  {
    report: 'monthly-trend',
    named: `monthly (?:trend|interactions|numbers)|${KINDS} (?:per|by|each|a) month`,
    ofCustomer: true,
  },
  {
    report: 'company-momentum',
    named: `(?:company|customer) momentum|warming up(?:,| and| or) cooling down`,
    asked: `(?:which|what|who|with whom|where)\\b.{0,30}\\b(?:cooling (?:down|off)|warming up|heating up|talk less than)`,
  },
  {
    report: 'customer-growth',
    named: `customer growth|new (?:companies|customers) (?:per|by|each) quarter`,
    asked: `how many (?:companies|customers) do we (?:know|have)|are we winning new customers|how did our customer base grow`,
  },
  {
    report: 'new-contacts',
    named: 'new contacts',
    asked: `whom? did we get to know|which contacts are new|how many new (?:people|contacts) did we`,
  },
  { report: 'contact-list', named: '(?:the )?contact list|(?:list of )?all (?:our |the )?contacts' },
  { report: 'who-knows-whom', named: 'who knows whom?', asked: 'who knows whom\\b', ofCustomer: true },
  {
    report: 'coverage-gaps',
    named: 'coverage gaps|gaps in (?:what we cover|our coverage)',
    asked: `where do we know nobody|which contacts has nobody talked to|which ${CUSTOMERS} depend on (?:one|a single|only one)`,
  },
  {
    report: 'introductions',
    named: 'introductions',
    asked: 'which introductions led\\b',
    ofCustomer: true,
  },
  {
    report: 'job-changes',
    named: 'job changes|people who (?:have )?changed jobs',
    asked: 'who (?:has |have )?(?:changed|switched) jobs|did any(?:body|one) change jobs',
    ofCustomer: true,
  },
  {
    report: 'kind-mix',
    named: `meetings, calls,? or e-?mails|(?:kind|channel) mix|mix of ${KINDS}|share of ${KINDS}`,
    asked: `what share of\\b.{0,30}\\bare ${KINDS}|do we (?:meet|visit) customers or\\b`,
    ofCustomer: true,
  },
];

/** A topic in a text, and where it is named there. */
export type FoundTopic = {
  report: string;
  start: number;
  end: number;
  ofCustomer: boolean;
  /** Names may stand inside it. */
  isQuestion: boolean;
};

const NAMED = TOPICS.map((topic) => ({
  topic,
  pattern: new RegExp(`\\b(?:${topic.named})(?!\\p{L})`, 'iu'),
}));
const BEFORE_QUESTION =
  "(?:(?:tell|show|give)(?: me| us)? |do you know |i(?:'d| would) like to know |i wonder |let me know |and )?";
const ASKED = TOPICS.flatMap((topic) =>
  topic.asked
    ? [
        {
          topic,
          // Names are told by their capitals, so only the first letter of a question may be either.
          pattern: new RegExp(`^${BEFORE_QUESTION}(?:${topic.asked})`, 'u'),
        },
      ]
    : [],
);

/** Words that name a report, without its hyphens. */
export const findNamed = (text: string): FoundTopic | undefined => find(NAMED, text, false);

/** A question that a report answers, from the beginning of the text on. */
export const findAsked = (text: string): FoundTopic | undefined =>
  find(ASKED, text.charAt(0).toLowerCase() + text.slice(1), true);

export const isShipped = (name: string): boolean =>
  name === 'follow-ups-due' || TOPICS.some(({ report }) => report === name);

function find(patterns: typeof NAMED, text: string, isQuestion: boolean): FoundTopic | undefined {
  for (const { topic, pattern } of patterns) {
    const found = pattern.exec(text);
    if (!found) continue;
    const { report, ofCustomer = false } = topic;
    return { report, ofCustomer, isQuestion, start: found.index, end: found.index + found[0].length };
  }
  return undefined;
}
