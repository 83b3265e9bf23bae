/** What can be said of two names or of two records, and why, in words that a question can show. */
export const REASONS = {
  same_name: 'it is the same name',
  same_but_writing: 'it is the same name, written another way',
  same_but_title: 'it is the same name but for a title',
  same_but_form: 'it is the same name but for the legal form',
  same_but_article: 'it is the same name but for the article',
  same_but_joint: 'it is the same name but for “and”',
  same_but_order: 'it is the same name with the surname first',
  same_but_patronymic: 'it is the same name but for the patronymic',
  same_but_digraph: 'it is the same name with an umlaut written out',
  same_alias: 'it is known by this name, too',
  same_address: 'it is the same e-mail address',
  same_phone: 'it is the same phone number',
  same_domain: 'it is the same domain',
  short_form: 'one name is the beginning of the other',
  given_name_alone: 'of one of them only the given name is known',
  surname_alone: 'of one of them only the surname is known',
  ending: 'one name is the end of the other',
  title_differs: 'the titles are not the same',
  initials: 'the initials fit',
  more_names: 'one has more names than the other',
  nickname: 'one is a short form of the other',
  spelling: 'the names are spelt much alike',
  script: 'it may be the same name in other letters',
  marks: 'the names differ in the marks on their letters',
  article: 'the articles are not the same',
  joint: 'the names differ only in a word such as “and”',
  spaces: 'the names differ only in spaces or signs',
  signs: 'the names differ only in signs',
  word_order: 'it is the same words in another order',
  particle: 'the names differ only in a word such as “van”',
  acronym: 'one is made of the first letters of the other',
  legal_form_differs: 'the legal forms are not the same',
  form_or_word: 'a word in front may be a legal form or part of the name',
  suffix_differs: 'only one is called “junior”, or has a number',
  addressed_apart: 'one is addressed as a man and the other as a woman',
  other_address: 'another e-mail address is known',
  other_company: 'somebody of this name is known at another company',
  like_company: 'the companies may be two',
  other_domain: 'another domain is known',
  address_of_another_name: 'the e-mail address is known under another name',
  domain_ending_differs: 'the domains differ only in their ending',
  domain_of_another_name: 'the domain is known under another name',
  like_the_address: 'the name is like the e-mail address',
  like_the_domain: 'the name is like the domain',
  as_before: 'you have meant it by this name before',
  another_name: 'the names are different',
} as const;
export type Because = keyof typeof REASONS;

/** `same`: one and the same. `ask`: it may be. `new`: somebody or something else. */
export type Verdict = { answer: 'same' | 'ask' | 'new'; because: Because };

export const same = (because: Because): Verdict => ({ answer: 'same', because });
export const ask = (because: Because): Verdict => ({ answer: 'ask', because });
export const OTHER: Verdict = { answer: 'new', because: 'another_name' };
