import type { Named } from './known.ts';
import type { Subject } from './subjects.ts';

/** One line of a message, with the one customer that it is about; none where that is not clear. */
export type Line = { line: string; subject?: Subject };

/** The lines of a message most of which are each about one customer, and not all about the same. */
export function readRecap(text: string, namedIn: (line: string) => Named): Line[] | undefined {
  if (!text.includes('\n')) return undefined;
  const lines = text
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim())
    .filter((line) => line.length > 11);
  const customers: string[] = [];
  const read = lines.map((line): Line => {
    const { companies, people, unsure } = namedIn(line);
    const [name, ...others] = new Set([
      ...companies.map((each) => each.name),
      ...people.flatMap((each) => each.companies),
    ]);
    if (!name || others.length > 0 || unsure.length > 0) return { line };
    customers.push(name);
    const [company] = companies;
    return {
      line,
      subject: {
        ...(company ? { company: { id: company.id } } : {}),
        contacts: people.map(({ id }) => ({ id })),
      },
    };
  });
  const isRecap = new Set(customers).size > 1 && customers.length > 2 && customers.length * 2 > lines.length;
  return isRecap ? read : undefined;
}
