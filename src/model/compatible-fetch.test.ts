import { expect, test } from 'vitest';
import { createCompatibleFetch } from './compatible-fetch.ts';

const BODY = JSON.stringify({ model: 'm', max_tokens: 10, messages: [] });

/** What becomes of an answer of a server. */
async function received(answer: unknown, status = 200): Promise<{ status: number; body: unknown }> {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  const send = createCompatibleFetch(
    async () => new Response(text, { status, headers: { 'content-length': '3' } }),
  );
  const response = await send('http://server/v1', { method: 'POST', body: BODY });
  const said = await response.text();
  return { status: response.status, body: said.startsWith('{') ? JSON.parse(said) : said };
}
const message = async (given: object) => {
  const { body } = await received({ choices: [{ message: given }] });
  return (body as { choices: { message: object }[] }).choices[0]?.message;
};

test.each<[string, unknown, number]>([
  ['a number as code', { error: { code: 429, message: 'Slow down' } }, 429],
  ['a number as text', { error: { code: '402', message: 'Pay' } }, 402],
  ['no number', { error: { code: 'overloaded', message: 'Busy' } }, 500],
  ['text alone', { error: 'Busy' }, 500],
])('an error with status 200 and %s has the status it should have', async (_, answer, status) => {
  expect(await received(answer)).toEqual({ status, body: answer });
});

test('content as a list of parts is one text, without the thoughts', async () => {
  const content = [
    { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
    { type: 'text', text: 'Hello ' },
    'Ana.',
  ];
  expect(await message({ content })).toMatchObject({ content: 'Hello Ana.' });
});

test('arguments as an object, as nothing, and as text are all text', async () => {
  const calls = [{ a: 1 }, undefined, null, '{"b":2}'].map((args) => ({
    id: 'x',
    function: { name: 'find', arguments: args },
  }));
  const read = await message({ tool_calls: calls });
  const texts = (read as { tool_calls: { function: { arguments: string } }[] }).tool_calls.map(
    (each) => each.function.arguments,
  );
  expect(texts).toEqual(['{"a":1}', '{}', '{}', '{"b":2}']);
});

test('calls of the old kind are calls, and none are none', async () => {
  expect(await message({ function_call: { name: 'find', arguments: {} } })).toMatchObject({
    tool_calls: [{ function: { name: 'find', arguments: '{}' } }],
  });
  expect(await message({ content: 'Hi', tool_calls: [] })).toMatchObject({ content: 'Hi', tool_calls: null });
  expect(await message({ content: 'Hi', tool_calls: [{ id: 'x' }, null] })).toMatchObject({ tool_calls: [] });
});

test.each<[string, unknown, number]>([
  ['no JSON', '<html>Bad gateway</html>', 200],
  ['JSON that means nothing', { choices: [] }, 200],
  ['a refusal', { error: { message: 'No.' } }, 400],
  ['a failure', { error: { message: 'Oh.' } }, 503],
])('%s is given on as it is', async (_, answer, status) => {
  expect(await received(answer, status)).toEqual({ status, body: answer });
});

test('a server that does not know formats is asked without them, from then on at once', async () => {
  const refusal =
    "parameters.properties[since].format: only 'enum' and 'date-time' are supported for STRING type";
  const bodies: string[] = [];
  const send = createCompatibleFetch(async (_, init) => {
    bodies.push(String(init?.body));
    return bodies.at(-1)?.includes('"date"')
      ? Response.json([{ error: { message: refusal } }], { status: 400 })
      : Response.json({ choices: [] });
  });
  const properties = {
    since: { type: 'string', format: 'date', description: 'The format of a day is YYYY-MM-DD.' },
    format: { type: 'string' },
  };
  const tools = [
    { type: 'function', function: { name: 'find', parameters: { type: 'object', properties } } },
  ];
  const ask = () => send('http://server/v1', { method: 'POST', body: JSON.stringify({ tools }) });
  expect((await ask()).status).toBe(200);
  expect((await ask()).status).toBe(200);
  expect(bodies).toHaveLength(3);
  const { format: _, ...since } = properties.since;
  expect(JSON.parse(bodies[2] ?? '').tools[0].function.parameters.properties).toEqual({
    since,
    format: { type: 'string' },
  });
});

test('a server that refuses both ways of asking is asked no third time', async () => {
  let count = 0;
  const send = createCompatibleFetch(async () => {
    count += 1;
    return Response.json({ error: { message: 'max_completion_tokens is not supported' } }, { status: 400 });
  });
  expect((await send('http://server/v1', { method: 'POST', body: BODY })).status).toBe(400);
  expect(count).toBe(2);
});

/** A server that answers a body as `answer` says, and remembers which names for the tokens it was sent. */
function serverOf(answer: (body: { [key: string]: unknown }) => Response) {
  const names: string[] = [];
  const send = createCompatibleFetch(async (_, init) => {
    const body = JSON.parse(String(init?.body));
    names.push(...Object.keys(body).filter((key) => key.endsWith('_tokens')));
    return answer(body);
  });
  const ask = async (messages: unknown[] = []) => {
    const body = JSON.stringify({ model: 'm', max_tokens: 10, messages });
    return (await send('http://server/v1', { method: 'POST', body })).status;
  };
  return { ask, names };
}
const ok = () => Response.json({ choices: [] });
const refused = (message: string, status = 400) => Response.json({ error: { message } }, { status });

test('several requests at once each learn what the server wants', async () => {
  const { ask, names } = serverOf((body) =>
    'max_tokens' in body ? refused('Use max_completion_tokens instead.') : ok(),
  );
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([200, 200, 200]);
  await ask();
  expect(names.at(-1)).toBe('max_completion_tokens');
});

test('a refusal that repeats what was asked teaches nothing', async () => {
  const words = 'What does max_completion_tokens mean?';
  const { ask, names } = serverOf(({ messages }) =>
    JSON.stringify(messages).includes(words) ? refused(`Not processable: ${words}`, 422) : ok(),
  );
  expect(await ask([{ role: 'user', content: words }])).toBe(422);
  expect(await ask()).toBe(200);
  expect(names.at(-1)).toBe('max_tokens');
});

test('of two ways that were tried, only the one that helped is kept', async () => {
  const content = [{ type: 'text', text: 'What does max_completion_tokens mean?' }];
  const { ask, names } = serverOf(({ messages }) =>
    JSON.stringify(messages).includes('"type"')
      ? refused(`invalid type: sequence, expected a string: ${JSON.stringify(messages)}`, 422)
      : ok(),
  );
  expect(await ask([{ role: 'user', content }])).toBe(200);
  expect(names).toEqual(['max_tokens', 'max_completion_tokens', 'max_tokens']);
  expect(await ask()).toBe(200);
  expect(names.at(-1)).toBe('max_tokens');
});

test('a refusal that a gateway passes on with status 200 is mended, too', async () => {
  const { ask } = serverOf((body) =>
    'max_tokens' in body
      ? Response.json({ error: { code: 400, message: 'Use max_completion_tokens instead.' } })
      : ok(),
  );
  expect(await ask()).toBe(200);
});
