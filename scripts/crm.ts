import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseCrmFile, parseStore, readEnvironment } from '../src/config.ts';
import { describeKept, listKeptValues } from '../src/crm/kept-values.ts';
import { type CrmSettings, DEFAULT_CRM, FIELD_OWNERS } from '../src/crm-settings.ts';
import { judgeCrm } from '../src/reports/crm-text.ts';
import type { Problem } from '../src/reports/yaml-text.ts';
import { columnNames } from '../src/store/reporting/own-columns.ts';
import { SchemaError } from '../src/store/schema-version.ts';
import { findPart, parseWords, requireNoMore, runCommand } from './command/command.ts';
import { withSystem } from './command/system.ts';

const USAGE = `npm run crm -- lint    checks the file with stages and own fields, and tells of values that are kept without a field
npm run crm -- show    the stages, and the fields with their columns in reports`;

type Part = (path: string, read: { settings: CrmSettings } | { problems: Problem[] }) => Promise<number>;

const PARTS: Record<string, Part> = {
  lint: async (path, read) => {
    if ('problems' in read) {
      for (const { line, reason } of read.problems) console.log(`${path}:${line}: ${reason}`);
      return 1;
    }
    const { stages, fields } = read.settings;
    if (existsSync(path)) console.log(`${path} is good: ${stages.length} stages, ${fields.length} fields.`);
    for (const words of await describeAllKept()) console.log(`! ${words}`);
    return 0;
  },
  show: async (path, read) => {
    if ('problems' in read) throw new Error(`${path} is broken: npm run crm -- lint says why.`);
    const { currency, stages, fields } = read.settings;
    console.log(`Currency: ${currency ?? 'asked for where an amount has none'}\n\nStages`);
    for (const { id, name, probability, status } of stages)
      console.log(`  ${id.padEnd(20)} ${name} (${status}, ${Math.round(probability * 100)}%)`);
    for (const of of FIELD_OWNERS) {
      const own = fields.filter((field) => field.of === of);
      console.log(`\nFields of a ${of}${own.length === 0 ? ': none' : ''}`);
      for (const field of own) {
        const values = field.values ? `: ${field.values.join(', ')}` : '';
        console.log(`  ${field.key.padEnd(20)} ${field.label} (${field.type}${values})`);
        console.log(`  ${''.padEnd(20)} ${field.description} In reports: ${columnNames(field).join(', ')}.`);
      }
    }
    return 0;
  },
};

/** What is kept in the database without a field; nothing where there is no database yet, as where only the file is checked. */
async function describeAllKept(): Promise<string[]> {
  try {
    const store = parseStore(readEnvironment());
    return await withSystem(store, async (system) => (await listKeptValues(system)).map(describeKept));
  } catch (error) {
    if (error instanceof SchemaError) return [];
    throw error;
  }
}

runCommand(async (words) => {
  const { positionals } = parseWords({ args: words, allowPositionals: true, options: {} }, USAGE);
  const [name = 'lint', ...rest] = positionals;
  const part = findPart(PARTS, name, USAGE);
  requireNoMore(rest, USAGE);
  const path = parseCrmFile(readEnvironment());
  if (!existsSync(path)) {
    console.log(
      `There is no ${resolve(path)} (CRM_FILE): the usual stages hold, and there are no own fields.`,
    );
    return part(path, { settings: DEFAULT_CRM });
  }
  return part(path, judgeCrm(readFileSync(path, 'utf8')));
}, USAGE);
