import { z } from 'zod';
import type { ActingContext } from '../context.ts';
import { IDENTITY } from '../ids.ts';
import type { UploadedFile } from '../state/files.ts';
import { secondsOf } from '../state/timestamps.ts';
import type { Json } from '../workspace-types.ts';
import { optionalText, record, text } from './arguments.ts';
import { post } from './message-writes.ts';
import { type ApiMethod, method, refuse } from './method.ts';

const WRONG = 'invalid_arguments';

/** The path to which the bytes of an announced file are sent. */
const UPLOAD_PATH = '/upload/v1/';
/** The path from which the bytes of a posted file are loaded. */
const FILE_PATH = '/files-pri/';

const getUploadUrl = method({
  scope: 'files:write',
  input: z.object({
    filename: z.string(WRONG).trim().min(1, WRONG),
    length: z.coerce.number(WRONG).min(0, WRONG),
  }),
  answer: (ctx, { filename }) => {
    const id = ctx.files.announce({ user: ctx.actor.id, name: filename });
    return { ok: true, file_id: id, upload_url: `${ctx.origin()}${UPLOAD_PATH}${id}` };
  },
});

const Completed = z.object({
  files: z.array(z.object({ id: z.string(WRONG), title: optionalText }, WRONG), WRONG).min(1, WRONG),
  channel_id: optionalText,
  thread_ts: optionalText,
  initial_comment: text,
  blocks: z.array(record('invalid_blocks'), 'invalid_blocks').optional(),
});

const completeUpload = method({
  scope: 'files:write',
  input: Completed,
  answer: (ctx, { files, channel_id: target, thread_ts, initial_comment, blocks }) => {
    const { directory, actor } = ctx;
    const uploads = files.map(({ id, title }) => ({ upload: ctx.files.find(id), title }));
    const isReady = ({ upload }: { upload: UploadedFile | undefined }) =>
      upload?.content && !upload.shown && upload.user === actor.id;
    if (!uploads.every(isReady)) return refuse('file_not_found');
    const channel = target && directory.destinationOf(target, actor.id);
    if (target && !channel) return refuse('channel_not_found');
    if (channel && !directory.isMember(channel, actor.id)) return refuse('not_in_channel');
    const shown = uploads.flatMap(({ upload, title }) =>
      upload ? show(ctx, upload, { title, channel }) : [],
    );
    if (channel) {
      const words = initial_comment ? { text: initial_comment } : { blocks };
      const share = { subtype: 'file_share', files: shown, upload: true, thread_ts };
      post(ctx, { channel, user: actor.id, ...words, ...share });
    }
    return { ok: true, files: shown };
  },
});

/** The file object as Slack shows it from now on. */
function show(
  ctx: ActingContext,
  file: UploadedFile,
  { title, channel }: { title: string | undefined; channel: string | undefined },
): Json {
  const url = `${ctx.origin()}${FILE_PATH}${file.id}/${encodeURIComponent(file.name)}`;
  const created = secondsOf(ctx.clock);
  const [, extension = ''] = /\.([^.]+)$/.exec(file.name.toLowerCase()) ?? [];
  const type = channel && ctx.directory.typeOf(channel);
  const placed = (wanted: string) => (channel && type === wanted ? [channel] : []);
  file.channel = channel;
  file.shown = {
    id: file.id,
    created,
    timestamp: created,
    name: file.name,
    title: title ?? file.name,
    mimetype: MIME_TYPES[extension] ?? 'application/octet-stream',
    filetype: extension || 'auto',
    pretty_type: extension.toUpperCase() || 'File',
    user: file.user,
    user_team: IDENTITY.teamId,
    size: file.content?.length ?? 0,
    mode: 'hosted',
    is_external: false,
    is_public: type === 'channel',
    url_private: url,
    url_private_download: `${url}?download=1`,
    permalink: `${ctx.origin()}/files/${file.id}`,
    channels: placed('channel'),
    groups: placed('group'),
    ims: placed('im'),
  };
  return file.shown;
}

const MIME_TYPES: Record<string, string> = {
  csv: 'text/csv',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain',
};

const info = method({
  scope: 'files:read',
  input: z.object({ file: z.string(WRONG) }),
  answer: (ctx, { file: id }) => {
    const file = ctx.files.find(id);
    const isSeen = file?.shown && file.channel && ctx.directory.isMember(file.channel as never, ctx.actor.id);
    return isSeen ? { ok: true, file: file.shown } : refuse('file_not_found');
  },
});

export const fileMethods: Record<string, ApiMethod> = {
  'files.info': info,
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
};
