import { eq } from 'drizzle-orm';
import { fold } from '../../text.ts';
import { findName, listMemberNames } from '../observations/member-names.ts';
import { customersIn } from '../signals/names-in-text.ts';
import type { NightContext } from '../signals/signal.ts';
import { isStopWord } from '../signals/stop-words.ts';
import { namesAmong } from '../signals/topics.ts';

/** Looks for names in the observer's words: those on record are the closed set, and no model is asked. */
export type NameRules = {
  /** The name of a member, or a part of it, that stands in a text; `besides`: a name that may, such as a customer's. */
  memberIn(text: string, besides?: string): Promise<string | undefined>;
  /** The name of a customer that stands in a text. */
  customerIn(text: string): Promise<string | undefined>;
  /** What a company is called, and that without its legal form, folded. */
  company(id: string): Promise<{ name: string; stem: string } | undefined>;
};

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;

/** Reads names when they are first asked for: most passes ask for none. */
export function createNameRules(ctx: NightContext): NameRules {
  let members: Promise<string[]> | undefined;
  const { companies } = ctx.store.tables;
  return {
    memberIn: async (text, besides) => {
      members ??= listMemberNames(ctx);
      return findName(await members, { text, besides });
    },
    customerIn: async (text) => (await customersIn(ctx, [text]))(text)?.name ?? findPart(ctx, text),
    company: async (id) => {
      const [found] = await ctx.db
        .select({ name: companies.name, stem: companies.stemKey })
        .from(companies)
        .where(eq(companies.id, id));
      return found;
    },
  };
}

/** A word that is written as a name and is a part of one on record: “Bluefin” of Bluefin Logistics. */
async function findPart(ctx: NightContext, text: string): Promise<string | undefined> {
  const words = [...text.matchAll(WORD)].map(([word]) => word);
  const named = words.filter((word) => word !== word.toLowerCase() && !isStopWord(fold(word)));
  const names = await namesAmong(ctx, [...new Set(named.map(fold))]);
  return named.find((word) => names.has(fold(word)));
}
