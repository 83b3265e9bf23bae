import { z } from 'zod';
import { SLACK } from '../slack-policies.ts';

/** Arguments of methods. Forms carry every value as text; an optional argument that cannot be read is left out. */

/** An argument without which the method answers with this error. */
export const required = (error: string) => z.string(error).min(1, error);

export const text = z.string().catch('');

export const optionalText = z.string().min(1).optional().catch(undefined);

export const flag = z.union([z.boolean(), z.stringbool()]).catch(false);

export const optionalFlag = z.union([z.boolean(), z.stringbool()]).optional().catch(undefined);

export const record = (error: string) => z.record(z.string(), z.unknown(), error);

export const userList = z
  .union([z.array(z.string()), z.string().transform((list) => list.split(','))])
  .transform((users) => users.map((user) => user.trim()).filter(Boolean))
  .catch([]);

export const Paging = z.object({
  cursor: text,
  limit: z.coerce.number().int().positive().optional().catch(undefined),
});

/** One page of a list that was asked for with a limit and a cursor. */
export function paginate<T>(
  items: T[],
  { cursor, limit = SLACK.page.usual, keyOf }: z.infer<typeof Paging> & { keyOf: (item: T) => string },
): { page: T[]; nextCursor: string } {
  const wanted = Buffer.from(cursor, 'base64')
    .toString()
    .replace(/^next:/, '');
  const start = Math.max(
    items.findIndex((item) => keyOf(item) === wanted),
    0,
  );
  const end = start + Math.min(limit, SLACK.page.most);
  const next = items[end];
  return {
    page: items.slice(start, end),
    nextCursor: next === undefined ? '' : Buffer.from(`next:${keyOf(next)}`).toString('base64'),
  };
}
