import type { Actor, EmulatorContext } from '../context.ts';

type Answer = { status: number; body: string | Buffer };

/** Takes the bytes of a file that was announced: as they are, or as the one part of a form. */
export async function receiveUpload(
  { files }: EmulatorContext,
  { id, type = '', raw }: { id: string; type: string | undefined; raw: Buffer },
): Promise<Answer> {
  const content = type.startsWith('multipart/form-data') ? await firstPart(type, raw) : raw;
  return files.receive(id, content) ? { status: 200, body: 'OK' } : { status: 404, body: 'file_not_found' };
}

async function firstPart(type: string, raw: Buffer): Promise<Buffer> {
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData();
  const [part = ''] = form.values();
  return typeof part === 'string' ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
}

/** Gives the bytes of a posted file to somebody who can read the conversation it was posted in. */
export function downloadFile(
  { files, directory, scopes }: EmulatorContext,
  { id, actor }: { id: string; actor: Actor | undefined },
): Answer {
  if (!actor) return { status: 401, body: 'not_authed' };
  if (actor.kind === 'bot' && !scopes.includes('files:read')) return { status: 403, body: 'missing_scope' };
  const { content, channel, shown, user } = files.find(id) ?? {};
  const isVisible = user === actor.id || (channel !== undefined && directory.canRead(channel, actor.id));
  return content && shown && isVisible
    ? { status: 200, body: content }
    : { status: 404, body: 'file_not_found' };
}
