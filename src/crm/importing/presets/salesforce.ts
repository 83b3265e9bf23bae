import type { Preset } from '../import-fields.ts';

const COMPANY = {
  company: [
    'Account Name',
    'AccountName',
    'Accountname',
    'Nom du compte',
    'Nombre de la cuenta',
    'Nome da conta',
    'Nome account',
    'Company / Account',
  ],
  company_id: ['Account ID', 'AccountId', 'Account-ID', 'ID du compte', 'Id. de la cuenta', 'ID da conta'],
};
const CONTACT = {
  contact: ['Contact', 'Contact Name', 'Name', 'Primary Contact', 'Kontakt', 'Contacto'],
  contact_id: ['Contact ID', 'ContactId', 'WhoId', 'Name ID', 'Kontakt-ID', 'Who ID'],
};

/**
 * Names of fields as the Data Export Service writes them in every language (`AccountId`), and as reports head their columns in English. The
 * headers of reports in German, French, Spanish, Portuguese and Italian are our own translation of the labels of the fields: no export was
 * found, and a header that is not known is told, and can be mapped. Sources: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/
 * (Account, Contact, Opportunity, Task, Event), https://help.salesforce.com/s/articleView?id=sf.admin_exportdata.htm.
 */
export const SALESFORCE: Preset = {
  source: 'salesforce',
  name: 'Salesforce',
  headers: {
    companies: {
      external_id: ['Id', 'Account ID', 'Account-ID', 'ID du compte', 'Id. de la cuenta', 'ID da conta'],
      name: ['Name', ...COMPANY.company],
      domain: ['Website', 'Site Web', 'Sitio Web', 'Site'],
      about: [
        'Description',
        'Account Description',
        'Beschreibung',
        'Descripción',
        'Descrição',
        'Descrizione',
      ],
    },
    contacts: {
      external_id: ['Id', 'Contact ID', 'Kontakt-ID', 'ID du contact', 'Id. de contacto', 'ID do contato'],
      name: ['Full Name', 'Name', 'Vollständiger Name'],
      first_name: ['FirstName', 'First Name', 'Vorname', 'Prénom', 'Nombre', 'Nome'],
      middle_name: ['MiddleName', 'Middle Name'],
      last_name: [
        'LastName',
        'Last Name',
        'Nachname',
        'Nom',
        'Nom de famille',
        'Apellidos',
        'Sobrenome',
        'Cognome',
      ],
      email: ['Email', 'E-Mail', 'E-mail', 'Adresse e-mail', 'Correo electrónico'],
      phone: [
        'Phone',
        'MobilePhone',
        'Mobile',
        'HomePhone',
        'OtherPhone',
        'Telefon',
        'Mobil',
        'Téléphone',
        'Mobile (téléphone)',
        'Teléfono',
        'Móvil',
        'Telefone',
        'Celular',
        'Telefono',
        'Cellulare',
      ],
      title: ['Title', 'Titel', 'Fonction', 'Título', 'Cargo', 'Titolo'],
      about: ['Description', 'Contact Description', 'Beschreibung'],
      ...COMPANY,
    },
    deals: {
      external_id: ['Id', 'Opportunity ID', 'Opportunity-ID', "ID de l'opportunité", 'Id. de la oportunidad'],
      title: [
        'Name',
        'Opportunity Name',
        'Opportunity-Name',
        'Opportunityname',
        "Nom de l'opportunité",
        'Nombre de la oportunidad',
        'Nome da oportunidade',
        'Nome opportunità',
      ],
      amount: ['Amount', 'Betrag', 'Montant', 'Importe', 'Valor', 'Importo'],
      currency: ['CurrencyIsoCode', 'Amount Currency', 'Opportunity Currency', 'Währung', 'Devise', 'Divisa'],
      stage: ['StageName', 'Stage', 'Phase', 'Étape', 'Etapa', 'Fase'],
      closes_on: [
        'CloseDate',
        'Close Date',
        'Schlusstermin',
        'Date de clôture',
        'Fecha de cierre',
        'Data de fechamento',
        'Data chiusura',
      ],
      reason: ['Loss Reason', 'Closed Reason', 'Loss_Reason__c'],
      owner: [
        'Opportunity Owner',
        'Owner Email',
        'Owner',
        'Opportunity-Inhaber',
        "Propriétaire de l'opportunité",
        'Propietario de oportunidad',
      ],
      ...COMPANY,
      contact: ['Primary Contact', 'Contact Name'],
      contact_id: ['ContactId', 'Primary Contact ID'],
    },
    interactions: {
      external_id: ['Id', 'Activity ID'],
      kind: ['TaskSubtype', 'Type', 'Task Subtype', 'Event Subtype', 'EventSubtype', 'Activity Type', 'Typ'],
      occurred_on: ['ActivityDate', 'Date', 'ActivityDateTime', 'Due Date', 'Start', 'Datum'],
      subject: ['Subject', 'Betreff', 'Objet', 'Asunto', 'Assunto', 'Oggetto'],
      summary: ['Description', 'Full Comments', 'Comments', 'Kommentare', 'Commentaires', 'Comentarios'],
      owner: ['Assigned', 'Assigned To', 'Owner Email', 'Zugewiesen'],
      ...COMPANY,
      company: [...COMPANY.company, 'Company / Account'],
      ...CONTACT,
    },
    'follow-ups': {
      external_id: ['Id', 'Activity ID', 'Task ID'],
      title: ['Subject', 'Betreff', 'Objet', 'Asunto', 'Assunto', 'Oggetto'],
      due_on: ['ActivityDate', 'Due Date', 'Due Date Only', 'Date', 'Fällig am', "Date d'échéance"],
      status: ['Status', 'Statut', 'Estado'],
      owner: ['Assigned', 'Assigned To', 'Owner Email', 'Zugewiesen'],
      ...COMPANY,
      ...CONTACT,
    },
  },
  ignored: [
    'IsDeleted',
    'MasterRecordId',
    'SystemModstamp',
    'LastModifiedById',
    'LastModifiedDate',
    'CreatedById',
    'LastViewedDate',
    'LastReferencedDate',
  ],
};
