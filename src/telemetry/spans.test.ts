import { expect, test } from 'vitest';
import { createSystem } from '../context.ts';
import { tell, withTrace } from '../happenings.ts';
import { createLog } from '../log.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { fixedClock } from '../testing/team.ts';
import { createSpans } from './spans.ts';

test('a message and what belongs to it are one trace, sent in OpenTelemetry’s form, also when the collector was down', async () => {
  const store = await temporarySqlite();
  const clock = fixedClock();
  const logged: string[] = [];
  const log = createLog('info', { write: (line) => logged.push(line) });
  const system = createSystem({ store, clock, log });
  const posted: { url: unknown; headers: unknown; spans: Record<string, unknown>[] }[] = [];
  let status = 500;
  const send = async (url: unknown, init?: RequestInit) => {
    const body = JSON.parse(String(init?.body));
    posted.push({ url, headers: init?.headers, spans: body.resourceSpans[0].scopeSpans[0].spans });
    return new Response(null, { status });
  };
  const address = { url: 'http://collector/v1/traces', headers: { 'x-key': 'k' } };
  const spans = createSpans(system, { ...address, send: send as typeof fetch });
  const ctx = withTrace({ ...system, watch: spans.watch }, '01KB0000000000000000000000');
  const tokens = { inputTokens: 900, outputTokens: 40 };
  const call = {
    what: 'model call',
    by: 'agent',
    model: 'some-model',
    outcome: 'answered',
    ms: 700,
    ...tokens,
  } as const;
  tell(ctx, call);
  clock.advance(5_000);
  await clock.turn();
  expect(logged.join()).toContain('the collector answers 500');

  status = 200;
  tell(ctx, call);
  tell(ctx, {
    what: 'message',
    member: 'm',
    run: 'r',
    outcome: 'failed',
    ms: 900,
    waitedMs: 950,
    steps: 1,
    ...tokens,
  });
  await spans.stop();
  const sent = posted.at(-1);
  expect(sent).toMatchObject({ url: address.url, headers: { 'x-key': 'k' } });
  const [asked, message] = sent?.spans ?? [];
  expect(asked).toMatchObject({
    traceId: message?.traceId,
    parentSpanId: message?.spanId,
    name: 'chat some-model',
    status: { code: 0 },
    attributes: expect.arrayContaining([
      { key: 'gen_ai.usage.input_tokens', value: { intValue: '900' } },
      { key: 'rapport.outcome', value: { stringValue: 'answered' } },
    ]),
  });
  expect(message).toMatchObject({
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
    name: 'message',
    status: { code: 2 },
  });
  expect(message).not.toHaveProperty('parentSpanId');
  expect(Number(asked?.endTimeUnixNano) - Number(asked?.startTimeUnixNano)).toBe(700e6);
  await store.close();
});
