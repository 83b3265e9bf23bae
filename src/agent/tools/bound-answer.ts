import type { AnsweredName } from '../../context.ts';
import { isSaidAlike } from '../../crm/said-names.ts';
import type { AskedKind } from '../../errors.ts';
import { fieldsOf } from '../call-subjects.ts';

/** The fields of tools that name companies, contacts and colleagues, by what they name. */
const NAMES: Partial<Record<AskedKind, RegExp>> = {
  company: /^(?:which_|other_)?company$/,
  contact: /^(?:which_|other_)?contacts?$/,
  member: /^to$/,
};

/** How an answer stands in the arguments of a call that is not asked about by a name of somebody. */
const BESIDES: { [Kind in AskedKind]?: (said: Record<string, unknown>, answer: AnsweredName) => object } = {
  deal: (said, answer) => {
    const [deal, company] = [fieldsOf(said.deal), fieldsOf(said.company)];
    const asked = deal.name ?? company.name;
    if (typeof asked === 'string' && isSaidAlike(answer.asked, asked))
      return { deal: answer.id ? { id: answer.id } : { ...deal, is_new: true } };
    // A company that was named by its id was asked about by its name on record.
    return !deal.id && typeof company.id === 'string' && answer.id ? { deal: { id: answer.id } } : {};
  },
  currency: ({ amount }, { asked, id }) => (id && amount === asked ? { amount: `${asked} ${id}` } : {}),
};

/**
 * The arguments of a call with the person's answer in them: where they name what was asked about, whom the person means by it
 * is known, whatever the model has made of the answer.
 */
export function bindAnswer(said: unknown, answer: AnsweredName): unknown {
  if (Array.isArray(said)) return said.map((each) => bindAnswer(each, answer));
  if (typeof said !== 'object' || said === null) return said;
  const besides = BESIDES[answer.kind];
  if (besides) return { ...said, ...besides(fieldsOf(said), answer) };
  return Object.fromEntries(
    Object.entries(said).map(([field, value]) => [
      field,
      NAMES[answer.kind]?.test(field) ? bindReferences(value, answer) : bindAnswer(value, answer),
    ]),
  );
}

function bindReferences(value: unknown, answer: AnsweredName): unknown {
  if (Array.isArray(value)) return value.map((each) => bindReferences(each, answer));
  const reference = fieldsOf(value);
  const { name } = reference;
  if (typeof name !== 'string' || !isSaidAlike(answer.asked, name)) return value;
  const { id: _, is_new: __, ...rest } = reference;
  return answer.id ? { ...rest, id: answer.id } : { ...rest, is_new: true };
}
