import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calls } from './agent-scripts.ts';
import type { Posted } from './memory-chat.ts';
import { openReportDesk, type ReportDesk } from './report-desk.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SHIPPED = join(import.meta.dirname, '../../reports');

/** The channel of the digest, where admins are asked what is kept. */
export const DIGEST = 'C0DIGEST';
export const BY_COMPANY = {
  metric: 'interactions',
  measures: ['meetings'],
  by: ['company'],
  period: 'all',
};

/** A question that is to be kept: under which name, and what it asks. */
type Named = { name: string; input?: object };

/** A desk with the shipped metrics in a folder of its own, a report, two admins, and how questions are kept there. */
export type KeptQuestionDesk = ReportDesk & {
  /** Asks by the model's tool. Gives what the person is shown. Throws when that is nothing. */
  asked(as: string, input?: object): Promise<Posted>;
  /** Proposes what somebody asks under a name. Gives the form, what they are told, and the card if there is one. */
  propose(as: string, of: Named): Promise<{ form: object; said: unknown; card: Posted | undefined }>;
  /** The same, certified by Ada. */
  keep(as: string, of: Named): Promise<void>;
  /** Writes the file of the metric of interactions anew. */
  rewrite(change: (text: string) => string): Promise<void>;
};

export async function openKeptQuestionDesk(): Promise<KeptQuestionDesk> {
  const folder = temporaryFolder();
  cpSync(join(SHIPPED, 'metrics'), join(folder.path, 'metrics'), { recursive: true });
  cpSync(join(SHIPPED, 'my-week.yaml'), join(folder.path, 'my-week.yaml'));
  const desk = await openReportDesk({ folder: folder.path, deadlineMs: 300_000 });
  await desk.join('Eva', { role: 'admin' });
  Object.assign(desk.app, { digestChannel: DIGEST });
  const cards = () => desk.chat.posted.filter(({ channel }) => channel === DIGEST);

  const asked: KeptQuestionDesk['asked'] = async (as, input = BY_COMPANY) => {
    desk.script(calls({ name: 'ask_metric', input }));
    const before = desk.said(as).length;
    const { text } = await desk.say({ as, text: 'How many?' });
    const said = desk.said(as).slice(before);
    const shown = said.find(({ document }) => document.table);
    if (!shown) throw new Error(`Nothing was shown: ${text}`);
    return shown;
  };
  const propose: KeptQuestionDesk['propose'] = async (as, { name, input }) => {
    const shown = await asked(as, input);
    const answer = await desk.press('question_keep', { as, on: shown });
    if (!answer || !('form' in answer) || answer.form.kind !== 'keep_question') throw new Error('No form.');
    const { run } = answer.form;
    const before = cards().length;
    const said = await desk.submit('keep_question', { as, run, name, title: `Title of ${name}` });
    await desk.settle();
    return { form: answer.form, said, card: cards()[before] };
  };
  return {
    ...desk,
    asked,
    propose,
    keep: async (as, of) => {
      const { card, said } = await propose(as, of);
      if (!card) throw new Error(`There is no card: ${JSON.stringify(said)}`);
      await desk.press('question_certify', { as: 'U0ADA', on: card });
    },
    rewrite: async (change) => {
      const path = join(folder.path, 'metrics/interactions.yaml');
      writeFileSync(path, change(readFileSync(path, 'utf8')));
      await desk.app.reports.metrics.refresh();
    },
    close: async () => {
      await desk.close();
      folder.remove();
    },
  };
}
