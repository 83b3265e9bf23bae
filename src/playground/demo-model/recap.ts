import type { Named } from './known.ts';
import type { Subject } from './subjects.ts';

/** One line of a message, with the one customer that it is about; none where that is not clear. */
export type Line = { line: string; subject?: Subject };

/** The lines of a message most of which are each about one customer, and not all about the same. */
export function readRecap(text: string, namedIn: (line: string) => Named): Line[] | undefined {
  if (!text.includes('\n')) return undefined;
  const lines = text.split('\n').map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim());
  const customers: string[] = [];
  const read = lines
    .filter((line) => line.length > 11)
    .map((line): Line => {
      const { companies, people, unsure } = namedIn(line);
      const all = [...companies.map((each) => each.name), ...people.flatMap((each) => each.companies)];
      const [name, ...others] = new Set(all);
      if (!name || others.length + unsure.length > 0) return { line };
      customers.push(name);
      const company = companies[0] ? { company: { id: companies[0].id } } : {};
      return { line, subject: { ...company, contacts: people.map(({ id }) => ({ id })) } };
    });
  const isMost = customers.length > 2 && customers.length * 2 > read.length;
  return isMost && new Set(customers).size > 1 ? read : undefined;
}
