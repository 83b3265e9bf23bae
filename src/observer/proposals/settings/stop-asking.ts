import type { System } from '../../../context.ts';
import { chooseByRules } from '../../../crm/company-choice.ts';
import { isTakeable, TAKE_NAMES, TAKEABLE, type Takeable } from '../../../crm/taken-names.ts';
import { listInForce } from '../../../crm/team-settings.ts';
import { type Between, listCompanyQuestions, type Question } from '../../signals/questions.ts';
import type { Proposal } from '../proposal.ts';

/** Questions in a week, about two names at least and all of them answered with yes, after which they need not be asked. */
const LEAST = { times: 4, names: 2 } as const;

/** Takes names without a question that differ in one way from the only company that they fit. */
export const stopAsking: Proposal = {
  offers: async (ctx, week) => {
    const known = new Set((await listInForce(ctx, TAKE_NAMES)).map(({ subject }) => subject));
    const asked = await listByReason(ctx, week);
    return [...asked].flatMap(([because, questions]) => {
      const names = new Set(questions.map(({ name }) => name)).size;
      const isSure = questions.every(({ isConfirmed }) => isConfirmed);
      if (known.has(because) || !isSure || questions.length < LEAST.times || names < LEAST.names) return [];
      const times = questions.length;
      const says = `I asked ${times} times in a week about names that differ from the only company they fit ${TAKEABLE[because]}, and each was meant. Shall I take such names without asking, and say so on the card?`;
      return [{ subject: because, name: TAKEABLE[because], companyId: null, times, says }];
    });
  },
  count: async (ctx, { subject }, between) => {
    const asked = await listByReason(ctx, between);
    return isTakeable(subject) ? (asked.get(subject) ?? []).length : 0;
  },
  counts: ({ name }) => `Questions about names that differ ${name}`,
};

/** The questions whose name the rules would still ask about, by the reason. */
async function listByReason(ctx: System, between: Between): Promise<Map<Takeable, Question[]>> {
  const found = new Map<Takeable, Question[]>();
  for (const question of await listCompanyQuestions(ctx, between)) {
    const choice = await chooseByRules(ctx, { name: question.name });
    const [only] = choice.answer === 'ask' ? choice.candidates : [];
    if (!only || only.one.company.id !== question.id || !isTakeable(only.because)) continue;
    found.set(only.because, [...(found.get(only.because) ?? []), question]);
  }
  return found;
}
