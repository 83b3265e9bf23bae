import { APICallError } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import { DeadlinePassed } from '../deadline.ts';
import { modelTrouble, type TroubleKind, troubleCause } from './model-trouble.ts';
import { retryAfter } from './retry-after.ts';

const failed = (
  statusCode: number | undefined,
  body: unknown = '',
  responseHeaders: Record<string, string> = {},
  requestBodyValues: object = {},
) =>
  new APICallError({
    message: 'Call failed',
    url: 'http://server',
    requestBodyValues,
    statusCode,
    responseBody: typeof body === 'string' ? body : JSON.stringify(body),
    responseHeaders,
  });
const says = (message: string, more: object = {}) => ({ error: { message, ...more } });

describe('what a provider says', () => {
  test.each<[TroubleKind, number, unknown]>([
    [
      'no_quota',
      429,
      says('You exceeded your current quota, please check your plan.', { code: 'insufficient_quota' }),
    ],
    ['no_quota', 402, says('Insufficient Balance')],
    ['no_quota', 400, says('Your credit balance is too low to access the API.')],
    ['rate_limited', 429, says('Rate limit reached for tokens per min. Please try again in 7.66s.')],
    [
      'rate_limited',
      429,
      [{ error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'You exceeded your current quota' } }],
    ],
    ['bad_key', 401, says('Incorrect API key provided')],
    ['bad_key', 403, says('Forbidden')],
    ['bad_key', 403, says('You do not have permission to use this model.')],
    [
      'refused',
      403,
      says('Country, region, or territory not supported', {
        code: 'unsupported_country_region_territory',
        type: 'request_forbidden',
      }),
    ],
    ['bad_key', 400, [{ error: { code: 400, message: 'API key not valid. Please pass a valid API key.' } }]],
    ['unknown_model', 404, says('The model `x` does not exist or you do not have access to it.')],
    ['unknown_model', 404, says("model 'llama9' not found")],
    ['unknown_model', 400, { object: 'error', message: 'Invalid model: x', code: '1500' }],
    ['unknown_model', 400, says('x is not a valid model ID')],
    ['too_long', 400, says('maximum context length is 8192 tokens', { code: 'context_length_exceeded' })],
    [
      'too_long',
      400,
      says('the request exceeds the available context size', { type: 'exceed_context_size_error' }),
    ],
    ['too_long', 400, says('The input token count (1200000) exceeds the maximum number of tokens allowed')],
    ['too_long', 413, 'Payload too large'],
    [
      'filtered',
      400,
      says("The response was filtered due to Azure OpenAI's content management policy.", {
        code: 'content_filter',
      }),
    ],
    [
      'too_long',
      400,
      says('Provider returned error', {
        metadata: { raw: JSON.stringify(says('prompt is too long: 210000 tokens')) },
      }),
    ],
    ['too_long', 400, { errors: [{ text: 'maximum context length is 8192 tokens' }] }],
    ['refused', 400, says("Invalid schema for function 'x'")],
    ['refused', 422, { detail: [{ loc: ['body'], msg: 'Extra inputs are not permitted' }] }],
    ['refused', 500, says('Conversation roles must alternate user/assistant')],
    ['server', 500, says('The server had an error')],
    ['server', 503, says('Loading model')],
    ['server', 529, says('Overloaded')],
    ['server', 408, ''],
    ['unusable', 200, '<html>'],
  ])('is %s: HTTP %i %j', (kind, status, body) => {
    expect(modelTrouble(failed(status, body)).kind).toBe(kind);
  });

  const customer = 'Their bank said: credit balance is too low. Our chat template: model "x"\nnot found.';
  const asked = { messages: [{ role: 'user', content: customer }] };
  test.each<[TroubleKind, number, unknown]>([
    ['refused', 400, { ...says('Unsupported value.'), request: asked }],
    ['refused', 400, says(`Cannot read this: ${customer}`)],
    ['refused', 422, { detail: [{ type: 'extra', msg: 'Extra inputs are not permitted', input: asked }] }],
    ['refused', 400, `Not understood: ${JSON.stringify(asked)}`],
    ['too_long', 400, says(`${customer} is beyond the maximum context length.`)],
    ['server', 500, says(`Failed at “${customer}”`)],
    ['no_quota', 400, says(`No: ${customer}`, { code: 'insufficient_quota' })],
  ])('is %s where it repeats what a customer said: HTTP %i %j', (kind, status, body) => {
    const trouble = modelTrouble(failed(status, body, {}, asked));
    expect(trouble.kind).toBe(kind);
  });

  test('is kept for operators, in its own words, and never told to members', () => {
    const trouble = modelTrouble(failed(422, { detail: [{ msg: 'Extra inputs are not permitted' }] }));
    expect(trouble.providerSentence).toContain('Extra inputs are not permitted');
    expect(trouble.message).not.toContain('Extra inputs');
    expect(troubleCause(trouble)).toContain('Extra inputs are not permitted');
    expect(modelTrouble(failed(404, { error: 'model not found' })).providerSentence).toBe('model not found');
    expect(modelTrouble(failed(400, '[{"error":{"message":"No."}}]')).providerSentence).toBe('No.');
    expect(modelTrouble(failed(400, { object: 'error', message: 'No.' })).providerSentence).toBe('No.');
  });
});

test('a server that cannot be reached, or goes away, is unreachable', () => {
  expect(modelTrouble(failed(undefined)).kind).toBe('unreachable');
  expect(modelTrouble(new TypeError('terminated')).kind).toBe('unreachable');
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  expect(modelTrouble(new Error('socket', { cause: reset })).kind).toBe('unreachable');
});

test('a model that took too long says how long that was', () => {
  const trouble = modelTrouble(new DeadlinePassed(120_000));
  expect(trouble).toMatchObject({
    kind: 'timeout',
    message: 'my language model did not answer within 120 seconds',
  });
});

test('everything else is an answer that is of no use', () => {
  expect(modelTrouble(new Error('odd')).kind).toBe('unusable');
  expect(modelTrouble('odd').kind).toBe('unusable');
});

test('what asking again cannot mend is permanent and not tried again; the rest is tried a few times', () => {
  const tried = (status: number | undefined, body?: unknown) => {
    const { permanent, patience } = modelTrouble(failed(status, body));
    return [permanent, patience.waitsMs.length];
  };
  expect(tried(400)).toEqual([true, 0]);
  expect(tried(401)).toEqual([true, 0]);
  expect(tried(402)).toEqual([true, 0]);
  expect(tried(404)).toEqual([true, 0]);
  expect(tried(429)).toEqual([false, 3]);
  expect(tried(503)).toEqual([false, 3]);
  expect(tried(undefined)).toEqual([false, 2]);
  const { permanent, patience } = modelTrouble(new DeadlinePassed(1));
  expect([permanent, patience.waitsMs]).toEqual([false, []]);
  const dead = modelTrouble(failed(undefined)).patience.waitsMs.reduce((sum, wait) => sum + wait, 0);
  expect(dead).toBeLessThan(5_000);
});

test.each<[string, Record<string, string>, string, number | undefined]>([
  ['in milliseconds', { 'retry-after-ms': '1500' }, '', 1_500],
  ['in seconds', { 'retry-after': '7' }, '', 7_000],
  [
    'as a date of its own clock',
    { 'retry-after': 'Sat, 28 Nov 2026 10:00:30 GMT', date: 'Sat, 28 Nov 2026 10:00:00 GMT' },
    '',
    30_000,
  ],
  [
    'as a date that is past',
    { 'retry-after': 'Sat, 28 Nov 2026 09:00:00 GMT', date: 'Sat, 28 Nov 2026 10:00:00 GMT' },
    '',
    0,
  ],
  ['as Google says it', {}, '{"details":[{"retryDelay":"34s"}]}', 34_000],
  ['as Google writes it', {}, 'Please retry in 34.074824224s.', 34_075],
  ['as OpenAI writes it', {}, 'Please try again in 7.66s. Visit', 7_660],
  ['as OpenAI writes longer ones', {}, 'Please try again in 1m7.5s.', 67_500],
  ['as OpenAI writes shorter ones', {}, 'Please try again in 120ms.', 120],
  ['not at all', {}, 'Slow down', undefined],
  ['as nonsense', { 'retry-after': 'soon' }, '', undefined],
  ['as a version', { 'retry-after': '1.2.3' }, '', undefined],
  ['as a point', { 'retry-after': '.' }, '', undefined],
  ['as more than a date can hold', { 'retry-after': '9'.repeat(400) }, '', undefined],
  ['as a point in a sentence', {}, 'Please try again in .s', undefined],
  ['as a version in a sentence', {}, 'Please try again in 1.2.3s', undefined],
  ['as a point in its own field', {}, '{"retryDelay":"..s"}', undefined],
])('a wait is read %s', (_, headers, body, ms) => {
  expect(retryAfter(headers, body)).toBe(ms);
});

test('only a rate limit asks to wait', () => {
  expect(modelTrouble(failed(429, '', { 'retry-after': '3' })).patience.retryAfterMs).toBe(3_000);
  expect(
    modelTrouble(failed(429, says('x', { code: 'insufficient_quota' }), { 'retry-after': '3' })).retryAfterMs,
  ).toBeUndefined();
});
