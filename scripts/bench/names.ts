import type { Context } from '../../src/context.ts';
import { chooseKnownCompany } from '../../src/crm/company-choice.ts';
import { chooseContact } from '../../src/crm/contact-choice.ts';
import { suggestNames } from '../../src/crm/look-up.ts';
import type { Row } from '../../src/store/schema.ts';
import { inventWord, RARE } from '../../src/testing/large-crm/words.ts';
import { type Line, percentile, timed } from './measure.ts';
import { onLargeCrm } from './on-large-crm.ts';

const TIMES = 1_000;
/** What is done before anything is timed: code is compiled, and statements are prepared. */
const WARM_UP = 100;
/** How long it may take to find out who or what is meant. */
const RESOLVED_MS = 5;
/** What a name may begin with, from what few have to what very many have. */
const PREFIXES = ['m', 'ma', 'mar', 'gmbh', 's', 'sil', 'log', 'atlas', 'x'];

/** Who and what is meant by a name, and what begins so, among 50,000 companies and 200,000 contacts. */
export const benchNames = (): Promise<Line[]> =>
  onLargeCrm(async (ctx) => [...(await resolving(ctx)), await beginning(ctx)]);

async function resolving(ctx: Context): Promise<Line[]> {
  const { companies, contacts } = ctx.store.tables;
  const firms = await ctx.db.select().from(companies).limit(TIMES);
  const people = await ctx.db.select().from(contacts).limit(TIMES);
  const at = (index: number) => firms[index % firms.length] as Row<'companies'>;
  const who = (index: number) => people[index % people.length] as Row<'contacts'>;
  const misspelt = (name: string) => `${name.slice(0, 3)}${name.slice(4)}`;
  const misspeltAtEnd = (name: string) => `${name.slice(0, -2)}${name.slice(-1)}`;
  const calls: Record<string, (index: number) => Promise<unknown>> = {
    'a known company': (index) => chooseKnownCompany(ctx, { name: at(index).name }),
    'a company in short': (index) => chooseKnownCompany(ctx, { name: at(index).name.split(' ')[0] ?? '' }),
    'a misspelt company': (index) => chooseKnownCompany(ctx, { name: misspelt(at(index).name) }),
    'a new company': (index) => chooseKnownCompany(ctx, { name: `Qxv ${inventWord(RARE + index)} Works` }),
    'a person anywhere': (index) => chooseContact(ctx, { name: who(index).name }),
    'a person at a company': (index) =>
      chooseContact({ ...ctx, company: at(index) }, { name: who(index).name }),
    'an initial and a surname': (index) =>
      chooseContact({ ...ctx, company: at(index) }, { name: `M. ${who(index).name.split(' ').at(-1)}` }),
    'somebody new': (index) => chooseContact(ctx, { name: `Qxv ${inventWord(RARE + index)}` }),
    'a misspelt surname': (index) => chooseContact(ctx, { name: misspeltAtEnd(who(index).name) }),
    'an e-mail address': (index) => chooseContact(ctx, { email: who(index).email ?? 'nobody@example.com' }),
  };
  const lines: Line[] = [];
  for (const [what, call] of Object.entries(calls)) {
    for (let index = 0; index < WARM_UP; index += 1) await call(index);
    const took: number[] = [];
    for (let index = 0; index < TIMES; index += 1) took.push(await timed(() => call(index)));
    const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)];
    lines.push({
      what: `who is meant by ${what}, p99 (beside it p50)`,
      unit: 'ms',
      ours: p99,
      theirs: p50,
      below: RESOLVED_MS,
    });
  }
  return lines;
}

/** What begins so, beside what begins with letters that hardly any name has. */
async function beginning(ctx: Context): Promise<Line> {
  const look = (typed: string) => timed(() => suggestNames(ctx, { noun: 'contact', typed, limit: 100 }));
  const [any, rare]: [number[], number[]] = [[], []];
  for (let time = 0; time < TIMES / 20; time += 1) {
    for (const prefix of PREFIXES) any.push(await look(prefix));
    rare.push(await look('qzx'));
  }
  return {
    what: 'names that begin with any letters, p99, beside letters that hardly any name has',
    unit: 'ms',
    ours: percentile(any, 0.99),
    theirs: percentile(rare, 0.99),
    goal: { atMost: 5 },
  };
}
