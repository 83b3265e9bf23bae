import type { LanguageModelV3 } from '@ai-sdk/provider';
import { Document, renderText } from '../../../src/delivery/document.ts';
import { honestAnalyst } from '../../../src/testing/analyst-scripts.ts';
import { readCorpus } from '../../../src/testing/corpus/corpus.ts';
import { liveCorpus } from '../../../src/testing/corpus/live-corpus.ts';
import { joinCorpus } from '../../../src/testing/corpus/load-corpus.ts';
import { openNightDesk } from '../../../src/testing/night-desk.ts';
import { listRows } from '../../../src/testing/store-rows.ts';
import { temporarySqlite } from '../../../src/testing/stores.ts';

const CHANNEL = 'C0DIGEST';

/** Plays the month of a team of eight with a model, or with a scripted analyst, and gives the digests of its nights as text. */
export async function playTeamOfEight(model?: LanguageModelV3): Promise<string[]> {
  const corpus = readCorpus();
  const script = honestAnalyst(corpus.planted.risk);
  const settings = { channel: CHANNEL };
  const desk = await openNightDesk(await temporarySqlite(), { script, settings, ...(model && { model }) });
  try {
    const as = await joinCorpus(desk, corpus);
    await desk.work();
    await liveCorpus(desk, { corpus, as });
    const posted = (await listRows(desk.system.store, 'outbox')).filter(({ channel }) => channel === CHANNEL);
    return posted
      .toSorted((one, other) => one.id.localeCompare(other.id))
      .map(({ document }) => renderText(Document.parse(document)));
  } finally {
    await desk.close();
  }
}
