import type { LanguageModelV3 } from '@ai-sdk/provider';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';
import { modelTrouble, troubleCause } from './model-trouble.ts';

/** A language model, and whether it is down as far as its last call tells: `isDown` is false until one has failed. */
export type WatchedModel = { model: LanguageModelV3; isDown(): boolean };

/**
 * Watches whether a model answers, and logs when it does not and when it does again. What it has against one request, and a
 * call that we break off, says nothing of it.
 */
export function watchModel(ctx: { clock: Clock; log: Log }, model: LanguageModelV3): WatchedModel {
  let isDown = false;
  const failing = createRepeatedTrouble(ctx, { failed: 'language model failed' });
  const { specificationVersion, provider, modelId, supportedUrls } = model;
  const watched: LanguageModelV3 = {
    specificationVersion,
    provider,
    modelId,
    supportedUrls,
    doGenerate: async (options) => {
      try {
        const answer = await model.doGenerate(options);
        isDown = false;
        failing.worked({ model: modelId });
        return answer;
      } catch (error) {
        if (options.abortSignal?.aborted) throw error;
        const trouble = modelTrouble(error);
        isDown = !OF_ONE_REQUEST.has(trouble.kind);
        failing.failed(troubleCause(trouble), { model: modelId });
        throw error;
      }
    },
    doStream: (options) => model.doStream(options),
  };
  return { model: watched, isDown: () => isDown };
}

/** Troubles of a model that is up. */
const OF_ONE_REQUEST: ReadonlySet<string> = new Set(['refused', 'too_long', 'filtered']);
