import type { Headers, Preset } from '../import-fields.ts';

/** What Pipedrive calls its things and their fields in one language: an export heads each column `Deal - Title`. */
type Words = Record<'person' | 'organisation' | 'deal' | 'activity', readonly string[]>;

const WORDS: Words = {
  person: ['Person', 'Persona', 'Pessoa', 'Personne', 'Osoba', 'Contact person'],
  organisation: [
    'Organization',
    'Organisation',
    'Organización',
    'Organização',
    'Organizzazione',
    'Organizace',
    'Organisatie',
  ],
  deal: ['Deal', 'Trato', 'Negocio', 'Negócio', 'Affaire', 'Affare', 'Obchod'],
  activity: ['Activity', 'Aktivität', 'Actividad', 'Atividade', 'Activité', 'Attività', 'Aktivita'],
};

/** Each field behind each name of the thing. */
const of = (thing: keyof Words, ...fields: string[]): string[] =>
  WORDS[thing].flatMap((word) => fields.map((field) => `${word} - ${field}`));

const COMPANY = {
  company: ['Organization', 'Organisation', 'Organización', 'Organização', 'Organizace'],
};
const PLACES = [
  'Work',
  'Home',
  'Other',
  'Mobile',
  'Büro',
  'Privat',
  'Mobil',
  'Sonstiger',
  'Trabajo',
  'Casa',
  'Otro',
  'Trabalho',
  'Outros',
  'Travail',
  'Domicile',
  'Autre',
];
const inPlaces = (...names: string[]) =>
  names.flatMap((name) => [name, ...PLACES.map((place) => `${name} - ${place}`)]);

const HEADERS: Headers = {
  companies: {
    external_id: of('organisation', 'ID', 'Id'),
    name: of('organisation', 'Name', 'Nombre', 'Nome', 'Nom', 'Název'),
    domain: of('organisation', 'Website', 'Sitio web', 'Site', 'Site web'),
  },
  contacts: {
    external_id: of('person', 'ID', 'Id'),
    name: of('person', 'Name', 'Nombre', 'Nome', 'Nom', 'Jméno'),
    first_name: of('person', 'First name', 'Vorname', 'Primeiro nome', 'Prénom'),
    last_name: of('person', 'Last name', 'Nachname', 'Apellido', 'Sobrenome', 'Nom de famille'),
    email: of('person', ...inPlaces('Email', 'E-Mail-Adresse', 'E-Mail', 'Correo electrónico', 'E-mail')),
    phone: of('person', ...inPlaces('Phone', 'Telefon', 'Teléfono', 'Telefone', 'Téléphone')),
    title: of('person', 'Job title', 'Title', 'Position', 'Cargo', 'Puesto', 'Poste'),
    company: [...of('person', ...COMPANY.company), ...of('organisation', 'Name', 'Nombre', 'Nome')],
    company_id: [...of('person', 'Organization ID', 'Organisation ID'), ...of('organisation', 'ID')],
  },
  deals: {
    external_id: of('deal', 'ID', 'Id'),
    title: of('deal', 'Title', 'Titel', 'Título', 'Titre', 'Titolo', 'Název', 'Nadpis'),
    amount: of('deal', 'Value', 'Wert', 'Valor', 'Valeur', 'Valore', 'Hodnota'),
    currency: of(
      'deal',
      'Currency of Value',
      'Currency',
      'Währung von Wert',
      'Währung',
      'Moneda de Valor',
      'Moneda',
      'Moeda de Valor',
      'Moeda',
      'Devise',
      'Měna hodnoty',
    ),
    stage: of('deal', 'Stage', 'Stage (pipeline)', 'Phase', 'Etapa', 'Étape', 'Fase', 'Fáze'),
    status: of('deal', 'Status', 'Estado', 'Statut', 'Stato', 'Stav'),
    closes_on: of(
      'deal',
      'Expected close date',
      'Erwartetes Abschlussdatum',
      'Fecha prevista de cierre',
      'Data de fechamento esperada',
      'Date de clôture prévue',
      'Očekávané datum uzavření',
    ),
    closed_on: of(
      'deal',
      'Won time',
      'Lost time',
      'Deal closed on',
      'Closed on',
      'Gewonnen am',
      'Verloren am',
      'Fecha de ganado',
      'Fecha de perdido',
    ),
    reason: of(
      'deal',
      'Lost reason',
      'Verlustgrund',
      'Grund für Verlust',
      'Motivo de pérdida',
      'Motivo da perda',
      'Raison de la perte',
    ),
    owner: of('deal', 'Owner', 'Besitzer', 'Propietario', 'Proprietário', 'Propriétaire', 'Vlastník'),
    company: [...of('deal', ...COMPANY.company), ...of('organisation', 'Name', 'Nombre', 'Nome')],
    company_id: of('organisation', 'ID'),
    contact: [
      ...of(
        'deal',
        'Contact person',
        'Kontaktperson',
        'Persona de contacto',
        'Pessoa de contato',
        'Personne à contacter',
      ),
      ...of('person', 'Name'),
    ],
    contact_id: of('person', 'ID'),
    contact_email: of('person', ...inPlaces('Email', 'E-Mail-Adresse')),
  },
  interactions: {
    external_id: of('activity', 'ID', 'Id'),
    kind: of('activity', 'Type', 'Typ', 'Tipo'),
    occurred_on: of(
      'activity',
      'Due date',
      'Marked as done time',
      'Fälligkeitsdatum',
      'Fecha de vencimiento',
      'Data de vencimento',
    ),
    subject: of('activity', 'Subject', 'Betreff', 'Asunto', 'Assunto', 'Objet'),
    summary: [
      ...of('activity', 'Note', 'Notiz', 'Nota'),
      'Note - Content',
      'Notiz - Inhalt',
      'Nota - Contenido',
    ],
    owner: of('activity', 'Assigned to user', 'Zugewiesen an Benutzer', 'Asignado a usuario'),
    company: [...of('activity', ...COMPANY.company), 'Note - Organization', ...of('organisation', 'Name')],
    contact: [
      ...of('activity', 'Contact person', 'Kontaktperson', 'Persona de contacto'),
      'Note - Person',
      ...of('person', 'Name'),
    ],
    contact_email: of('person', ...inPlaces('Email')),
  },
  'follow-ups': {
    external_id: of('activity', 'ID', 'Id'),
    title: of('activity', 'Subject', 'Betreff', 'Asunto', 'Assunto', 'Objet'),
    due_on: of('activity', 'Due date', 'Fälligkeitsdatum', 'Fecha de vencimiento', 'Data de vencimento'),
    due_time: of('activity', 'Due time', 'Fälligkeitszeit'),
    status: of('activity', 'Done', 'Erledigt', 'Hecho', 'Concluída'),
    owner: of('activity', 'Assigned to user', 'Zugewiesen an Benutzer', 'Asignado a usuario'),
    company: [...of('activity', ...COMPANY.company), ...of('organisation', 'Name')],
    contact: [
      ...of('activity', 'Contact person', 'Kontaktperson', 'Persona de contacto'),
      ...of('person', 'Name'),
    ],
    contact_email: of('person', ...inPlaces('Email')),
  },
};

/**
 * Each header is the thing and its field. Sources: https://support.pipedrive.com/en/article/exporting-data-from-pipedrive; fields in
 * English, German, Spanish, Portuguese, French and Czech as programs that read such exports name them.
 */
export const PIPEDRIVE: Preset = { source: 'pipedrive', name: 'Pipedrive', headers: HEADERS };
