import { type Dice, zipf } from '../../../../src/testing/dice.ts';

const FIRST =
  'Alder Amber Apex Argo Aspen Atlas Aurora Bay Beacon Birch Blue Bold Bright Brook Canyon Cedar Citrus Clear Cobalt Coral Crest Crown Delta Dune Eagle East Echo Ember Falcon Fern Fjord Flint Forge Garnet Glen Gold Granite Grove Gulf Harbor Hazel Heron Indigo Iron Isle Ivory Jade Juniper Keel Lake Lark Laurel Lime Lotus Lunar Maple Marble Meadow Mesa Mirador Mist Moor Nimbus Noble North Oak Ocean Olive Onyx Opal Orchid Otter Pearl Pine Pioneer Polar Prairie Quartz Quill Rain Raven Reef Ridge River Robin Rowan Ruby Sable Sage Sierra Silver Slate Solar Sparrow Spruce Stone Summit Swift Teal Terra Thistle Tidal Topaz Umber Valley Velvet Verde Violet Vista Walnut Wave West Willow Winter Zenith Zephyr'.split(
    ' ',
  );
const SECOND =
  'Foods Logistics Hotels Textiles Robotics Optics Dental Motors Pharma Energy Tools Media Labs Farms'.split(
    ' ',
  );

/** Names of companies, none of which is another one's beginning. */
export const COMPANIES = FIRST.flatMap((first, at) =>
  [0, 5].map((step) => `${first} ${SECOND[(at + step) % SECOND.length]}`),
);

export const PEOPLE =
  'Ana Bea Carlos Dora Emil Fatima Georg Hana Ivo Jana Kim Lars Mona Nils Olga Pavel Quinn Rosa Sven Tomas Ugo Vera Wim Xenia Yara Zoe Aldo Britt Cyril Dagny'.split(
    ' ',
  );

/** Subjects of business: the first ones come up more often. */
const NOUNS =
  'pricing renewal contract delivery invoice rollout training support integration budget pilot license upgrade security migration onboarding warranty discount roadmap feedback payment shipment samples audit hosting quality staffing travel packaging storage catalogue insurance compliance certificates logistics machines sensors printers backups dashboards exports imports templates branding website newsletter webinar workshop conference exhibition sponsorship recruiting payroll accounting taxes customs freight pallets containers drivers routes vehicles batteries chargers panels inverters turbines pumps valves filters pipes cables connectors adapters screens keyboards laptops phones tablets cameras speakers microphones headsets furniture lighting heating cooling ventilation cleaning catering laundry gardening parking elevators locks alarms badges uniforms gloves helmets boots ladders scaffolding cement timber paint tiles glass steel copper aluminium plastics rubber paper cardboard labels inks glue coatings fabrics leather cotton linen wool buttons zippers threads needles looms dyes soaps perfumes creams vitamins vaccines bandages scanners implants lenses frames hearing clinics hospitals pharmacies schools libraries museums theatres stadiums pools gyms'.split(
    ' ',
  );

/** Picks a subject of business. */
export const someNoun: (dice: Dice) => string = zipf(NOUNS);

/** Subjects that come up all of a sudden. */
export const RISING =
  'tariffs outage merger strike recall sanctions drought relocation ransomware lawsuit'.split(' ');
/** Subjects that come up every year at the same time. */
export const SEASONAL = ['christmas', 'stocktaking'];

export const SUMMARIES = [
  'Talked about {noun} and {other}.',
  'They asked for an offer on {noun}; {other} is fine as it is.',
  'Went through the {noun} with them.',
  'Short update: {noun} decided, {other} still to come.',
  'She wants to hear more about {noun}.',
  'He was unhappy with the {noun}, all well with the {other}.',
  'Sent the papers for {noun}.',
  'Agreed on next steps for {noun}.',
];

/** Messages about an interaction that has happened. */
export const DONE = [
  'Had a call with {company} about {noun}',
  'Met {company} today, they are interested in {noun}',
  'Just came back from {company}. We went through {noun} and {other}.',
  '{company} called: they need help with {noun}',
  'Good meeting with {company} this morning, {noun} is on track',
  'Spoke to {company}, they postponed the {noun}',
];

/** Messages that name a customer, although nothing has happened with it. */
export const NOT_DONE = [
  'What do we know about {company}?',
  'I will call {company} tomorrow about {noun}',
  'When did we last talk to {company}?',
  'Show me everything on {company}',
  'Remind me to write to {company} next week',
  'Who looks after {company}?',
  'Planning to visit {company} next Tuesday',
];

export const SMALL_TALK = [
  'Thanks!',
  'Good morning',
  'Perfect, thank you',
  'What is on my list today?',
  'Which of my follow-ups are late?',
  'How many meetings did I have last month?',
  'Nice weather today, always sunny when I am in the office',
  'Please show me my open follow-ups',
];

/** Puts words in the place of their names in braces; a name without a word leaves nothing. */
export function fill(template: string, words: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '');
}
