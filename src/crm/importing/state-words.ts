import type { DealStatus } from '../../crm-settings.ts';
import type { INTERACTION_KINDS } from '../../store/schema-activity.ts';
import { cut, fold } from '../../text.ts';
import { yesOrNo } from './cells.ts';

/** Words of systems for the states of deals, folded. */
const STATUSES: Readonly<Record<DealStatus, readonly string[]>> = {
  open: ['open', 'offen', 'abierto', 'abierta', 'aberto', 'ouvert', 'ouverte', 'aperto'],
  won: [
    'won',
    'closed won',
    'closedwon',
    'gewonnen',
    'geschlossen und gewonnen',
    'abgeschlossen und gewonnen',
    'gagne',
    'gagnee',
    'fermee gagnee',
    'ganado',
    'cierre ganado',
    'cerrada ganada',
    'ganho',
    'fechado e ganho',
    'vinto',
    'chiuso vinto',
  ],
  lost: [
    'lost',
    'closed lost',
    'closedlost',
    'verloren',
    'geschlossen und verloren',
    'abgeschlossen und verloren',
    'perdu',
    'perdue',
    'fermee perdue',
    'perdido',
    'cierre perdido',
    'cerrada perdida',
    'fechado e perdido',
    'perso',
    'chiuso perso',
  ],
};

/** The status of a deal that a word of another system means. */
export function statusIn(text: string | undefined): DealStatus | undefined {
  const word = fold(text ?? '');
  return (['open', 'won', 'lost'] as const).find((status) => STATUSES[status].includes(word));
}

type InteractionKind = (typeof INTERACTION_KINDS)[number];

const KINDS: Readonly<Record<InteractionKind, readonly string[]>> = {
  call: ['call', 'phone call', 'anruf', 'telefonat', 'appel', 'llamada', 'ligacao', 'chamada', 'chiamata'],
  meeting: [
    'meeting',
    'event',
    'visit',
    'lunch',
    'termin',
    'besprechung',
    'treffen',
    'besuch',
    'reunion',
    'reuniao',
    'riunione',
  ],
  email: ['email', 'e mail', 'mail', 'incoming email', 'outgoing email', 'correo', 'courriel'],
  message: [
    'message',
    'sms',
    'whatsapp',
    'whatsapp message',
    'linkedin message',
    'nachricht',
    'mensaje',
    'mensagem',
  ],
  note: ['note', 'notes', 'comment', 'notiz', 'nota', 'kommentar'],
};

/** The kind of interaction that a word means. `called`: the word for a kind that there is not, to be kept in the text. */
export function kindIn(text: string | undefined): { kind: InteractionKind; called?: string } {
  if (text === undefined) return { kind: 'note' };
  const word = fold(text);
  const known = (Object.keys(KINDS) as InteractionKind[]).find((kind) => KINDS[kind].includes(word));
  return known ? { kind: known } : { kind: 'note', called: cut(text, 60) };
}

const DONE = new Set([
  'done',
  'completed',
  'complete',
  'closed',
  'erledigt',
  'abgeschlossen',
  'termine',
  'terminee',
  'hecho',
  'completado',
  'completada',
  'concluido',
  'concluida',
  'completato',
]);

/** Whether a task is done. */
export const isDone = (text: string | undefined): boolean =>
  text !== undefined && (DONE.has(fold(text)) || yesOrNo(text) === 'yes');
