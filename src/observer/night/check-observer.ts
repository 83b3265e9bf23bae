import { dateIn } from '../../clock.ts';
import type { System } from '../../context.ts';
import { newId } from '../../ids.ts';
import { checkModel, type ModelCheck } from '../../model/check-model.ts';
import type { Address } from '../../model/context-size.ts';
import type { Assistant } from '../../model/next-step.ts';
import type { NightContext } from '../signals/signal.ts';
import type { CitableSources } from './citable-sources.ts';
import { createNameRules } from './name-rules.ts';
import type { NewRows } from './new-rows.ts';
import { openPass } from './observe.ts';
import { createStage } from './proposals.ts';
import { observerTools } from './tools.ts';

/**
 * Asks the observer's model for one step, with the instructions and tools of a night in which a member has written one
 * message. Calls no tool.
 */
export async function checkObserver(
  ctx: System,
  { assistant, address }: { assistant: Assistant; address?: Address },
): Promise<ModelCheck> {
  const { clock } = ctx;
  const at = clock.now();
  const night = dateIn('UTC', at);
  const nightContext: NightContext = {
    ...ctx,
    scope: { kind: 'member', memberId: newId() },
    today: night,
    until: at,
    since: { at, id: '' },
  };
  const newRows: NewRows = {
    sources: [],
    cursor: { cursorAt: at, cursorId: '' },
    after: () => undefined,
  };
  const sources: CitableSources = { find: async () => undefined, add: () => undefined, behind: () => [] };
  const stage = createStage({
    night,
    sources,
    names: createNameRules(nightContext),
    signals: [],
    counted: [],
    known: [],
    scopeKind: 'member',
  });
  const pass = { newRows, known: [], stage, sources, handedOut: new Set<string>() };
  return checkModel({
    assistant,
    opening: openPass({ pass: 'member', night, newMessages: 1, newInteractions: 0, signals: [] }),
    tools: observerTools(nightContext, pass),
    address,
    clock,
  });
}
