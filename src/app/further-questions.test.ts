import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { ModelRequest, Script, ScriptedCall } from '../testing/model-script.ts';

let desk: AppDesk;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  await desk.join('Marta');
});
afterAll(() => desk.close());

/** A model that makes one call, and asks when it is refused. */
const makes =
  (call: ScriptedCall): Script =>
  ({ results: [result] }) => {
    if (!result) return { calls: [call] };
    return { text: JSON.stringify(result).includes('"error"') ? 'Which one?' : 'Saved.' };
  };

/** The first call that the context says was refused. */
function refusedCall(messages: ModelRequest['messages']): { tool: string; arguments: object } {
  const content = messages.findLast(({ role }) => role === 'user')?.content;
  const [context] = content as { text: string }[];
  const [, call = '{}'] = /"refused_calls":\[(\{.*?\})\],"candidates"/.exec(context?.text ?? '') ?? [];
  return JSON.parse(call);
}

test.each([
  ['button', 'Vexa'],
  ['words', 'Zorin'],
])('two names of one call are asked about in turn, the second answered by %s', async (by, word) => {
  const names = [`${word} Logistics`, `${word} Shipping`];
  const contacts = [{ name: `Ana ${word}mann` }];
  const save = (name: string, input: object) => {
    desk.script(makes({ name, input }));
    return desk.say({ as: 'U0MARTA', text: JSON.stringify(input) });
  };
  for (const name of names) await save('save_company', { company: { name, is_new: true } });
  await save('save_contact', { contact: contacts[0], company: { name: `Elsewhere ${word.length}` } });
  const summary = `Ana of ${word} called.`;
  const input = { kind: 'call', summary, company: { name: word }, contacts };
  const { reply, threadTs } = await save('log_interaction', input);
  if (!reply) throw new Error('There is no question.');
  await desk.press('answer_2', { as: 'U0MARTA', on: reply });
  const second = desk.replies('D0MARTA', threadTs).at(-1);
  if (!second) throw new Error('There is no second question.');
  expect(second.document.actions?.[0]?.label).toContain('Elsewhere');
  if (by === 'button') await desk.press('answer_1', { as: 'U0MARTA', on: second });
  else {
    const ana = (await desk.rows('contacts')).find(({ name }) => name === contacts[0]?.name);
    desk.script((request) => {
      const { tool, arguments: said } = refusedCall(request.messages);
      const mended = { ...said, contacts: [{ ...contacts[0], id: ana?.id }] };
      return makes({ name: tool, input: mended })(request);
    });
    await desk.say({ as: 'U0MARTA', text: 'yes, her', threadTs });
  }
  const [logged] = (await desk.rows('interactions')).filter((each) => each.summary === summary);
  const companies = await desk.rows('companies');
  expect(companies.find(({ id }) => id === logged?.companyId)?.name).toBe(names[1]);
  expect((await desk.rows('contacts')).filter(({ name }) => name === contacts[0]?.name)).toHaveLength(1);
});
