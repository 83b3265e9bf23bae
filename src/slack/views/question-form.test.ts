import type { AnyBlock, InputBlock } from '@slack/types';
import { expect, test } from 'vitest';
import type { QuestionForm } from '../../app/question-screens.ts';
import type { OpenView } from '../request-bodies.ts';
import { buildQuestionForm, readQuestionForm } from './question-form.ts';

const FORM: QuestionForm = {
  kind: 'question',
  origin: { source: 'button' },
  metric: { name: 'interactions', title: 'Interactions', description: 'One by one.' },
  metrics: [{ value: 'interactions', label: 'Interactions' }],
  measures: ['interactions', 'meetings', 'calls'].map((value) => ({ value, label: value })),
  dimensions: ['company', 'kind'].map((value) => ({ value, label: value })),
  grains: ['week', 'month'],
  filters: [],
  most: { measures: 4, by: 2, top: 50 },
  now: { measures: ['interactions', 'meetings'], by: ['company'], having: [], period: '2026-10' },
};

type Field = InputBlock & { block_id: string };
const isInput = (block: AnyBlock): block is Field => block.type === 'input';

/** What Slack sends of a form that is submitted as it was drawn. */
function untouched(blocks: readonly AnyBlock[]): OpenView['state'] {
  const fields = blocks.filter(isInput);
  const values = fields.map(({ block_id, element }) => {
    const drawn = element as {
      type: string;
      action_id: string;
      initial_option?: unknown;
      initial_options?: unknown;
      initial_value?: string;
    };
    const { type, action_id, initial_option, initial_options, initial_value } = drawn;
    const said = {
      type,
      ...(type === 'static_select' ? { selected_option: initial_option ?? null } : {}),
      ...(type === 'multi_static_select' ? { selected_options: initial_options ?? [] } : {}),
      ...(/input$/.test(type) ? { value: initial_value ?? null } : {}),
    };
    return [block_id, { [action_id]: said }];
  });
  return { values: Object.fromEntries(values) } as OpenView['state'];
}

function asDrawn(now: QuestionForm['now']) {
  const { blocks, private_metadata = '' } = buildQuestionForm({ ...FORM, now });
  const view = { private_metadata, state: untouched(blocks) } as OpenView;
  return { blocks, request: readQuestionForm(view).request };
}

const labels = (blocks: readonly AnyBlock[]) =>
  blocks.flatMap((block) => (isInput(block) ? [block.label.text] : []));

test('a form that is submitted as it was opened asks the same question, with both of its bounds', () => {
  const now: QuestionForm['now'] = {
    ...FORM.now,
    having: [
      { measure: 'interactions', at_least: 6, at_most: 40 },
      { measure: 'meetings', at_least: 0.5 },
    ],
    order: { measure: 'meetings', direction: 'least' },
    top: 5,
  };
  const { request, blocks } = asDrawn(now);
  expect(request).toEqual({ metric: 'interactions', ...now });
  expect(labels(blocks)).toEqual(expect.arrayContaining(['Only rows where', 'And only rows where']));
});

test('a form without bounds has fields for one, and asks without any', () => {
  const { request, blocks } = asDrawn(FORM.now);
  expect(request).not.toHaveProperty('having');
  expect(labels(blocks)).not.toContain('And only rows where');
});
