import type { LanguageModelV3 } from '@ai-sdk/provider';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';
import { modelTrouble, troubleCause } from './model-trouble.ts';

/**
 * A language model, and whether it is down as far as its last call tells: `isDown` is false until one has failed. `downForMs`: how long no
 * call has been answered, from the first that was not; 0 while it is up.
 */
export type WatchedModel = { model: LanguageModelV3; isDown(): boolean; downForMs(): number };

/**
 * Watches whether a model answers, and logs when it does not and when it does again. What it has against one request, and a
 * call that we break off, says nothing of it.
 */
export function watchModel(ctx: { clock: Clock; log: Log }, model: LanguageModelV3): WatchedModel {
  let isDown = false;
  let downSince = 0;
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
        const wasDown = isDown;
        isDown = !OF_ONE_REQUEST.has(trouble.kind);
        if (isDown && !wasDown) downSince = ctx.clock.monotonic();
        failing.failed(troubleCause(trouble), { model: modelId });
        throw error;
      }
    },
    doStream: (options) => model.doStream(options),
  };
  const downForMs = () => (isDown ? ctx.clock.monotonic() - downSince : 0);
  return { model: watched, isDown: () => isDown, downForMs };
}

/** Troubles of a model that is up. */
const OF_ONE_REQUEST: ReadonlySet<string> = new Set(['refused', 'too_long', 'filtered']);
