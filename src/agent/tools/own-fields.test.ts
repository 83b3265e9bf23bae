import { expect, test } from 'vitest';
import type { Actor } from '../../context.ts';
import { type CrmSettings, DEFAULT_CRM } from '../../crm-settings.ts';
import { portableSchema } from '../../model/portable-schema.ts';
import { readArguments } from '../../model/tool-arguments.ts';
import { oneOfEach, ownField } from '../../testing/own-field-settings.ts';
import { countAgentTokens } from '../../testing/tokens.ts';
import { toolsFor } from './all.ts';

const MARTA: Actor = {
  memberId: '',
  slackUserId: '',
  name: 'Marta',
  role: 'member',
  timeZone: 'UTC',
  locale: 'en-GB',
  audience: 'direct',
};
const schemaOf = (tool: string, settings: CrmSettings) => {
  const input = toolsFor(MARTA, settings)[tool]?.input;
  if (!input) throw new Error(`There is no ${tool}.`);
  return portableSchema(input);
};

test('without own fields the tools have no place for them, and cost nothing for them', () => {
  for (const tool of ['save_company', 'save_contact', 'save_deal'])
    expect(schemaOf(tool, DEFAULT_CRM).properties).not.toHaveProperty('fields');
  expect(schemaOf('save_company', DEFAULT_CRM).properties?.clear?.items?.enum).toEqual(['domain', 'about']);
});

test('the model sees each field by its key, with its type, its values and what it means', () => {
  const settings = oneOfEach();
  for (const tool of ['save_company', 'save_contact', 'save_deal']) {
    const { properties } = schemaOf(tool, settings);
    expect(properties?.fields?.properties).toEqual({
      a_text: { type: 'string', description: 'What a_text means.' },
      a_number: { type: 'number', description: 'What a_number means.' },
      a_sum: { type: 'string', description: 'What a_sum means. e.g. “40000 EUR”' },
      a_date: { type: 'string', format: 'date', description: 'What a_date means.' },
      a_yes: { type: 'boolean', description: 'What a_yes means.' },
      a_size: { type: 'string', enum: ['Small', 'Large'], description: 'What a_size means.' },
      a_way: {
        type: 'array',
        items: { type: 'string', enum: ['Road', 'Rail', 'Sea'] },
        description: 'What a_way means. (all that hold)',
      },
    });
    expect(properties?.clear?.items?.enum).toContain('a_size');
  }
});

test('a label that is not the key is told, and the tools are the same objects as long as the settings are', () => {
  const settings: CrmSettings = {
    ...DEFAULT_CRM,
    fields: [ownField('company', 'arr', 'money', { label: 'Yearly revenue', description: 'What they pay.' })],
  };
  expect(schemaOf('save_company', settings).properties?.fields?.properties?.arr?.description).toContain(
    'Yearly revenue: What they pay.',
  );
  expect(schemaOf('save_contact', settings).properties).not.toHaveProperty('fields');
  expect(toolsFor(MARTA, settings).save_company).toBe(toolsFor(MARTA, settings).save_company);
  expect(toolsFor(MARTA, settings).save_company).not.toBe(toolsFor(MARTA, DEFAULT_CRM).save_company);
});

test('fifty fields each, with long descriptions and lists, take at most 2,000 tokens of each tool', () => {
  const settings: CrmSettings = {
    ...DEFAULT_CRM,
    fields: (['company', 'contact', 'deal'] as const).flatMap((of) =>
      Array.from({ length: 50 }, (_, at) =>
        ownField(of, `a_field_with_a_long_key_${at}`, at % 2 === 0 ? 'one_of' : 'several_of', {
          label: `Label ${at}`,
          description: 'What this field means in the words of the team, at some length. '.repeat(4),
          values: Array.from({ length: 50 }, (_, nth) => `Value number ${nth} of this field`),
        }),
      ),
    ),
  };
  const [without, counted] = [countAgentTokens(), countAgentTokens(settings)];
  for (const tool of ['save_company', 'save_contact', 'save_deal'])
    expect((counted.tools[tool] ?? 0) - (without.tools[tool] ?? 0), tool).toBeLessThanOrEqual(2_000);
});

test('what models make of values is brought into the form of the schema', () => {
  const input = toolsFor(MARTA, oneOfEach()).save_company?.input;
  if (!input) throw new Error('There is no save_company.');
  expect(
    readArguments(input, {
      company: 'Acme',
      fields: '{"a_number": "12", "a_yes": "true", "a_way": "Road", "a_text": null, "__proto__": {"x": 1}}',
    }),
  ).toEqual({ company: { name: 'Acme' }, fields: { a_number: 12, a_yes: true, a_way: ['Road'] } });
});
