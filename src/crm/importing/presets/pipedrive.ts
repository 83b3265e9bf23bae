import type { Headers, Preset } from '../import-fields.ts';

/** What Pipedrive calls its things and their fields in one language: an export heads each column `Deal - Title`. */
type Words = Record<'person' | 'organisation' | 'deal' | 'activity', readonly string[]>;

const WORDS: Words = {
  person: ['Person', 'Persona', 'Pessoa', 'Personne'],
  organisation: ['Organization', 'Organisation', 'Organización', 'Organização'],
  deal: ['Deal', 'Trato', 'Negocio', 'Negócio', 'Affaire'],
  activity: ['Activity', 'Aktivität', 'Actividad', 'Atividade', 'Activité'],
};

/** Each field behind each name of the thing. */
const of = (thing: keyof Words, ...fields: string[]): string[] =>
  WORDS[thing].flatMap((word) => fields.map((field) => `${word} - ${field}`));

const NAME = ['Name', 'Nombre', 'Nome', 'Nom'];
const ORGANISATION = ['Organization', 'Organisation', 'Organización', 'Organização', 'Organizzazione'];
const PEOPLE = [
  'Contact person',
  'Kontaktperson',
  'Persona de contacto',
  'Pessoa de contato',
  'Personne à contacter',
];
const OWNER = ['Owner', 'Besitzer', 'Propietario', 'Proprietário', 'Propriétaire'];
/** An address or a number is behind where it belongs to. */
const PLACES = [
  ...['Work', 'Home', 'Mobile', 'Other'],
  ...['Büro', 'Privat', 'Mobil', 'Sonstiger'],
  ...['Trabajo', 'Casa', 'Móvil', 'Otro'],
  ...['Trabalho', 'Residencial', 'Celular', 'Outro', 'Outros'],
  ...['Travail', 'Domicile', 'Mobile', 'Autre'],
];
const inPlaces = (...names: string[]) =>
  names.flatMap((name) => [name, ...PLACES.map((place) => `${name} - ${place}`)]);
const EMAIL = inPlaces('Email', 'E-Mail-Adresse', 'E-Mail', 'Correo electrónico', 'E-mail');
const PHONE = inPlaces('Phone', 'Telefon', 'Teléfono', 'Telefone', 'Téléphone');
const DUE = ['Due date', 'Fälligkeitsdatum', 'Fecha de vencimiento', 'Data de vencimento', "Date d'échéance"];
const SUBJECT = ['Subject', 'Betreff', 'Asunto', 'Assunto', 'Objet'];
const ASSIGNED = ['Assigned to user', 'Zugewiesen an Benutzer', 'Asignado a usuario'];

const RELATED = {
  company: [...of('activity', ...ORGANISATION), ...of('organisation', ...NAME)],
  contact: [...of('activity', ...PEOPLE), ...of('person', ...NAME)],
  contact_email: of('person', ...EMAIL),
};

const HEADERS: Headers = {
  companies: {
    external_id: of('organisation', 'ID'),
    name: of('organisation', ...NAME),
    domain: of('organisation', 'Website', 'Sitio web', 'Site', 'Site web'),
  },
  contacts: {
    external_id: of('person', 'ID'),
    name: of('person', ...NAME),
    first_name: of('person', 'First name', 'Vorname', 'Primeiro nome', 'Prénom'),
    last_name: of('person', 'Last name', 'Nachname', 'Apellidos', 'Apellido', 'Sobrenome', 'Nom de famille'),
    email: of('person', ...EMAIL),
    phone: of('person', ...PHONE),
    title: of(
      'person',
      ...[
        'Job title',
        'Title',
        'Position',
        'Cargo',
        'Puesto',
        'Poste',
        'Intitulé du poste',
        'Titre du poste',
      ],
    ),
    company: [...of('person', ...ORGANISATION), ...of('organisation', ...NAME)],
    company_id: [...of('person', 'Organization ID', 'Organisation ID'), ...of('organisation', 'ID')],
  },
  deals: {
    external_id: of('deal', 'ID'),
    title: of('deal', 'Title', 'Titel', 'Título', 'Titre'),
    amount: of('deal', 'Value', 'Wert', 'Valor', 'Valeur'),
    currency: of(
      'deal',
      ...['Currency of Value', 'Currency', 'Währung von Wert', 'Währung', 'Moneda de Valor', 'Moneda'],
      ...['Moeda de Valor', 'Moeda', 'Devise'],
    ),
    stage: of('deal', 'Stage', 'Phase', 'Etapa', 'Étape'),
    status: of('deal', 'Status', 'Estado', 'Statut'),
    closes_on: of(
      'deal',
      ...['Expected close date', 'Erwartetes Abschlussdatum', 'Fecha prevista de cierre'],
      ...['Data de fechamento esperada', 'Date de clôture prévue'],
    ),
    closed_on: of(
      'deal',
      ...['Won time', 'Lost time', 'Deal closed on', 'Closed on', 'Datum des gewonnenen Deals'],
      ...['Datum des verlorenen Deals', 'Deal abgeschlossen am', 'Ganho em', 'Data de perda'],
    ),
    reason: of(
      'deal',
      ...['Lost reason', 'Verlustgrund', 'Motivo de pérdida', 'Motivo da perda'],
      ...['Raison de la perte', 'Raison de perte'],
    ),
    owner: of('deal', ...OWNER),
    company: [...of('deal', ...ORGANISATION), ...of('organisation', ...NAME)],
    company_id: of('organisation', 'ID'),
    contact: [...of('deal', ...PEOPLE), ...of('person', ...NAME)],
    contact_id: of('person', 'ID'),
    contact_email: of('person', ...EMAIL),
  },
  interactions: {
    external_id: of('activity', 'ID'),
    kind: of('activity', 'Type', 'Typ', 'Tipo'),
    occurred_on: of('activity', ...DUE, 'Marked as done time'),
    subject: of('activity', ...SUBJECT),
    summary: [
      ...of('activity', 'Note', 'Notiz', 'Nota'),
      ...['Note - Content', 'Notiz - Inhalt', 'Nota - Contenido'],
    ],
    owner: of('activity', ...ASSIGNED),
    ...RELATED,
    company: [...RELATED.company, 'Note - Organization'],
    contact: [...RELATED.contact, 'Note - Person'],
  },
  'follow-ups': {
    external_id: of('activity', 'ID'),
    title: of('activity', ...SUBJECT),
    due_on: of('activity', ...DUE),
    due_time: of('activity', 'Due time', 'Fälligkeitszeit'),
    status: of('activity', 'Done', 'Erledigt', 'Hecho', 'Concluída'),
    owner: of('activity', ...ASSIGNED),
    ...RELATED,
  },
};

/**
 * Each header is the thing and its field, in the language of the account. Sources: https://support.pipedrive.com/en/article/exporting-data-from-pipedrive,
 * and public programs that read exports of their own: people and deals in German (`Person - E-Mail-Adresse - Büro`, `Deal - Datum des
 * verlorenen Deals`), Portuguese (`Pessoa - E-mail - Residencial`, `Negócio - Ganho em`), French (`Personne - Téléphone - Domicile`,
 * `Affaire - Raison de la perte`), and the names of people, organizations and deals in Spanish (`Persona - Correo electrónico - Trabajo`,
 * `Trato - Título`; newer accounts say `Negocio`); of Italian ones two headers are known. presets.test.ts has files with all that was found
 * there; what it does not have is our own translation.
 */
export const PIPEDRIVE: Preset = { source: 'pipedrive', name: 'Pipedrive', headers: HEADERS };
