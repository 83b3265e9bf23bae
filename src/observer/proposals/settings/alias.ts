import { inArray } from 'drizzle-orm';
import type { Context, System } from '../../../context.ts';
import { setAlias } from '../../../crm/aliases.ts';
import { getCompanyById } from '../../../crm/company-choice.ts';
import { fold } from '../../../text.ts';
import { isPlainName } from '../../observations/claim-rules.ts';
import type { Observation } from '../../observations/observation.ts';
import { listCompanyQuestions, OFTEN_ASKED, type Question } from '../../signals/questions.ts';
import type { Offer, Proposal } from '../proposal.ts';

/** Takes a name as another name of the company that it has turned out to mean each time. */
export const alias: Proposal = {
  offers: async (ctx, week) => {
    const groups = groupByName(await listCompanyQuestions(ctx, week));
    const names = await companyNames(ctx, [...groups.values()].flat());
    return [...groups.values()].flatMap((questions) => offerOf(questions, names));
  },
  apply: (ctx, { observation }) => change(ctx, observation, false),
  undo: (ctx, { observation }) => change(ctx, observation, true),
  count: async (ctx, { name }, between) => {
    const questions = await listCompanyQuestions(ctx, between);
    return questions.filter((each) => fold(each.name) === fold(name ?? '')).length;
  },
  counts: ({ name }) => `Questions about “${name}”`,
};

function groupByName(questions: readonly Question[]): Map<string, Question[]> {
  const groups = new Map<string, Question[]>();
  for (const question of questions) {
    const key = fold(question.name);
    groups.set(key, [...(groups.get(key) ?? []), question]);
  }
  return groups;
}

function offerOf(questions: readonly Question[], names: ReadonlyMap<string, string>): Offer[] {
  const times = questions.length;
  const [{ name, id: companyId } = { name: '', id: '' }] = questions;
  const company = names.get(companyId);
  const isSure = questions.every((each) => each.isConfirmed && each.id === companyId);
  if (times < OFTEN_ASKED || !isSure || !company || !isPlainName(name) || !isPlainName(company)) return [];
  const says = `I asked ${times} times in a week whether “${name}” is ${company}, and it was each time. Shall I take “${name}” as another name of ${company}?`;
  return [{ subject: `company:${companyId}:${fold(name)}`, name, companyId, times, says }];
}

async function companyNames(
  ctx: System,
  questions: readonly Question[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(questions.map(({ id }) => id))];
  if (ids.length === 0) return new Map();
  const { companies } = ctx.store.tables;
  const rows = await ctx.db.select().from(companies).where(inArray(companies.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function change(ctx: Context, observation: Observation, isOver: boolean): Promise<void> {
  const { companyId, valueKey: name } = observation;
  const company = await getCompanyById(ctx, companyId ?? '');
  await setAlias(ctx, { company, name, isOver });
}
