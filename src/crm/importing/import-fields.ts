/** What can be imported, one kind a file. */
export const IMPORT_KINDS = ['companies', 'contacts', 'deals', 'interactions', 'follow-ups'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Who or what a row belongs to. */
const COMPANY = {
  company: 'the name of the company',
  company_domain: 'the domain of the company',
  company_id: 'the id of the company in the system that the file comes from',
} as const;
const CONTACT = {
  contact: 'the name of a contact',
  contact_email: 'the e-mail address of a contact',
  contact_id: 'the id of a contact in the system that the file comes from',
} as const;
const OWNER = { owner: 'a colleague, by name or e-mail address' } as const;
const ID = { external_id: 'the id in the system that the file comes from' } as const;

/** The fields of each kind that a column can be mapped to, besides own fields; several columns may be mapped to one. */
export const IMPORT_FIELDS = {
  companies: {
    ...ID,
    name: 'the name',
    domain: 'the domain or the website; further ones are kept too',
    about: 'what is known about it',
  },
  contacts: {
    ...ID,
    name: 'the whole name',
    first_name: 'the given name',
    middle_name: 'further given names',
    last_name: 'the surname',
    email: 'an e-mail address; further ones are kept too',
    phone: 'a phone number; further ones are kept too',
    title: 'what they are',
    about: 'what is known about them',
    ...COMPANY,
  },
  deals: {
    ...ID,
    title: 'what is sold',
    amount: 'what it is worth',
    currency: 'its currency, ISO 4217',
    stage: 'its stage, as in crm.yaml',
    status: 'open, won or lost',
    closes_on: 'the day on which it should be won',
    closed_on: 'the day on which it was won or lost',
    reason: 'why it was won or lost',
    ...COMPANY,
    ...CONTACT,
    ...OWNER,
  },
  interactions: {
    ...ID,
    kind: 'meeting, call, email, message or note',
    occurred_on: 'the day',
    subject: 'what it was about, in a line',
    summary: 'what happened',
    ...COMPANY,
    ...CONTACT,
    ...OWNER,
  },
  'follow-ups': {
    ...ID,
    title: 'what is to do',
    due_on: 'the day on which it is due',
    due_time: 'the time of that day',
    status: 'open or done',
    ...COMPANY,
    ...CONTACT,
    ...OWNER,
  },
} as const satisfies Record<ImportKind, Record<string, string>>;

export type ImportField = { [Kind in ImportKind]: keyof (typeof IMPORT_FIELDS)[Kind] }[ImportKind];

/** The headers of each field of some kinds. */
export type Headers = {
  [Kind in ImportKind]?: { [Field in keyof (typeof IMPORT_FIELDS)[Kind]]?: readonly string[] };
};

/** The headers that a system writes. Those by which its files are known from others are among them. */
export type Preset = {
  /** What the ids of its rows are kept under. */
  source: string;
  name: string;
  headers: Headers;
  /** Headers that hold nothing worth keeping, such as when a row was last read: not told as unknown. */
  ignored?: readonly string[];
};
