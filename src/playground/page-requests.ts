import { z } from 'zod';
import { PAGE } from './page-types.ts';

/** The inputs of the page's requests. Each is parsed by the route of that name in page-api.ts. */

const Values = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));

export const Acting = z.strictObject({ as: z.string().min(1) });
export const InConversation = Acting.extend({ channel: z.string().min(1) });
export const OnMessage = InConversation.extend({ ts: z.string().min(1) });
export const InView = Acting.extend({ viewId: z.string().min(1) });
/** In a modal, or on the Home tab when there is no view id. */
const InAnyView = Acting.extend({ viewId: z.string().min(1).optional() });
export const OpenDirect = Acting.extend({ tab: z.enum(['messages', 'home']) });

export const Post = InConversation.extend({
  text: z.string().trim().min(1).max(PAGE.messageCharacters),
  threadTs: z.string().optional(),
});
export const Command = InConversation.extend({
  text: z.string().startsWith('/').max(PAGE.messageCharacters),
});
/** A shortcut, chosen at a message or anywhere. */
export const ChooseShortcut = Acting.extend({
  callbackId: z.string().min(1),
  on: z.strictObject({ channel: z.string().min(1), ts: z.string().min(1) }).optional(),
});
export const Edit = OnMessage.extend({ text: z.string().trim().min(1).max(PAGE.messageCharacters) });
export const React = OnMessage.extend({ name: z.string().min(1), remove: z.boolean() });

const element = { actionId: z.string(), blockId: z.string().optional() };
const touch = {
  ...element,
  value: z.union([z.string(), z.array(z.string())]).optional(),
  values: Values.optional(),
};
export const Click = OnMessage.extend(touch);
export const ClickView = InAnyView.extend(touch);

const query = { ...element, value: z.string() };
export const Suggest = OnMessage.extend(query);
export const SuggestInView = InAnyView.extend(query);

export const SubmitView = InView.extend({ values: Values });
export const Jump = z.strictObject({ ms: z.number().int().positive().max(PAGE.jumpMs) });
export const Download = InConversation.extend({ id: z.string().min(1) });
