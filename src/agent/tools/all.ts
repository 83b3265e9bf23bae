import type { Actor } from '../../context.ts';
import { changeTools } from './changes.ts';
import { customerTools } from './customers.ts';
import { followUpTools } from './follow-ups.ts';
import { interactionTools } from './interactions.ts';
import { permitted, type Tools } from './tool.ts';

const ALL = { ...interactionTools, ...customerTools, ...followUpTools, ...changeTools } satisfies Tools;

/** What the model may call on behalf of this actor. */
export function toolsFor(actor: Actor): Tools {
  return permitted(ALL, actor);
}
