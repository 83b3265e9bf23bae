import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { CrmSettings } from '../../crm-settings.ts';
import { SANDBOX } from './reporting.ts';
import { REPORT_VIEWS, reportViews, viewSelect } from './views.ts';
import { visiblePredicate } from './visibility-sql.ts';

/** Runs one statement with the rights of the store's own user and gives its rows. */
export type Execute = (text: string) => Promise<Record<string, unknown>[]>;

export type Access = {
  role: string;
  password: string;
  seal(viewer: string): string;
  /** Sets the password of a role that was there before, and whose password nobody knows any more. */
  resetPassword(execute: Execute): Promise<void>;
};

/** The schema that reports see, emptied and filled anew when views change. Its name is one that nobody else would give. */
export const REPORTING_SCHEMA = 'rapport_reporting';
/** The schema with the secret, which the role of reports cannot read. */
export const PRIVATE_SCHEMA = `${REPORTING_SCHEMA}_private`;
/** The beginning of the comment on our schema. A schema without such a comment is somebody else's. */
const OUR_MARK = 'rapport ';

/** What somebody does who may do more in the database than its user. */
const ASK_SOMEBODY =
  'Have an administrator of the database run what “npm run migrate -- --print-reporting-role” prints, and start again.';

/** The role of reports is called so, and a hash of the name of its database. */
export const ROLE_PREFIX = 'rapport_reports_';
export const ROLE_RIGHTS = 'login noinherit nosuperuser nocreatedb nocreaterole';

const FORBIDDEN = '42501';
const SCRAM_ROUNDS = 4096;

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** The viewer, as the function `viewer()` finds it in the transaction. */
const SEALED_VIEWER = {
  memberId: sql.raw(`(select member_id from ${REPORTING_SCHEMA}.viewer())`),
  role: sql.raw(`(select role from ${REPORTING_SCHEMA}.viewer())`),
  audience: sql.raw(`(select audience from ${REPORTING_SCHEMA}.viewer())`),
};

/**
 * Makes the schema that reports see, and the role they run as: it can log in, read the reporting views, and nothing
 * else. Who is looking is said in a setting of the transaction, sealed with a secret that the role cannot read and with
 * the instant at which the transaction began: SQL that changes the setting, or brings back a seal it has seen before, sees
 * what everybody sees. To be called in a transaction, by one process at a time; the same work twice does nothing.
 */
export async function setUpReporting(execute: Execute, settings: CrmSettings): Promise<Access> {
  await drawSecret(execute);
  const [kept] = await execute(
    `select value, current_database() as name, quote_ident(current_user) as me from ${PRIVATE_SCHEMA}.secret`,
  );
  const { value: secret, name, me } = kept as { value: string; name: string; me: string };
  const role = ROLE_PREFIX + hash(name).slice(0, 8);
  const password = hash(`login ${secret}`);
  const [known] = await execute(`select 1 from pg_roles where rolname = '${role}'`);
  if (!known) {
    const create = `create role ${role} ${ROLE_RIGHTS} password '${verifierOf(password)}'`;
    await orAdvise(
      execute(create),
      `Reports need a role of their own, and ${me} may not create one. ${ASK_SOMEBODY}`,
    );
  }
  await ensureSchema(execute, settings);
  // Always: a dump that was read back may lack them, and a role of that name may be left over from another database.
  for (const statement of grantStatements(role, name)) await execute(statement);
  return {
    role,
    password,
    seal: (viewer) => hash(`${secret}${viewer}${secret}`),
    resetPassword: async (again) => {
      await orAdvise(
        again(`alter role ${role} login password '${verifierOf(password)}'`),
        `Reports cannot log in as ${role}, and ${me} may not set its password. ${ASK_SOMEBODY}`,
      );
    },
  };
}

/**
 * Draws the secret from which seals and the password of the role are made, once. It is committed before the role is
 * made, so that a role that an administrator makes has the right password.
 */
export async function drawSecret(execute: Execute): Promise<void> {
  const [schema] = await execute(`select 1 from pg_namespace where nspname = '${PRIVATE_SCHEMA}'`);
  if (!schema) {
    await orAdvise(
      execute(`create schema ${PRIVATE_SCHEMA}`),
      `Reports need schemas of their own, which the user of DATABASE_URL may not create. ${ASK_SOMEBODY}`,
    );
  }
  await execute(`create table if not exists ${PRIVATE_SCHEMA}.secret (value text primary key)`);
  // Drawn by the server, so that no log of statements has it.
  await execute(
    `insert into ${PRIVATE_SCHEMA}.secret select gen_random_uuid()::text || gen_random_uuid()
      where not exists (select 1 from ${PRIVATE_SCHEMA}.secret)`,
  );
}

/** A schema that an administrator has made for us beforehand is empty at first; whose the mark is, it may be replaced. */
async function ensureSchema(execute: Execute, settings: CrmSettings): Promise<void> {
  const statements = schemaStatements(settings);
  const mark = `${OUR_MARK}${hash(statements.join(';'))}`;
  const [there] = await execute(FIND_SCHEMA);
  if (there?.mark === mark) return;
  if (there && !there.is_empty && !String(there.mark).startsWith(OUR_MARK)) {
    throw new Error(
      `The schema ${REPORTING_SCHEMA} was not made by Rapport, which needs that name for reports: rename or drop it, and start again.`,
    );
  }
  if (there) await execute(EMPTY_SCHEMA);
  else
    await orAdvise(
      execute(`create schema ${REPORTING_SCHEMA}`),
      `Reports need schemas of their own. ${ASK_SOMEBODY}`,
    );
  for (const statement of statements) await execute(statement);
  await execute(`comment on function ${REPORTING_SCHEMA}.viewer() is '${mark}'`);
  // Earlier versions look for the mark here: who goes back to one has its views made anew.
  if (!there || there.is_ours) await execute(`comment on schema ${REPORTING_SCHEMA} is '${mark}'`);
}

const VIEWER = `to_regprocedure('${REPORTING_SCHEMA}.viewer()')`;

/** The mark on the function counts: a schema that somebody else owns takes no comment of ours. */
const FIND_SCHEMA = `
  select coalesce(obj_description(${VIEWER}, 'pg_proc'), obj_description(oid, 'pg_namespace')) as mark,
    pg_has_role(nspowner, 'usage') as is_ours,
    not exists (select 1 from pg_class where relnamespace = pg_namespace.oid)
      and not exists (select 1 from pg_proc where pronamespace = pg_namespace.oid) as is_empty
  from pg_namespace where nspname = '${REPORTING_SCHEMA}'`;

/** Takes out what is ours. The schema itself stays, with the rights that an administrator has given to it. */
const EMPTY_SCHEMA = `do $$ declare each record; begin
  for each in select relname from pg_class where relnamespace = '${REPORTING_SCHEMA}'::regnamespace and relkind = 'v' loop
    execute format('drop view if exists ${REPORTING_SCHEMA}.%I cascade', each.relname);
  end loop;
  drop function if exists ${REPORTING_SCHEMA}.viewer() cascade;
end $$`;

async function orAdvise(done: Promise<unknown>, advice: string): Promise<void> {
  await done.catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === FORBIDDEN)) throw error;
    throw new Error(`${advice} (${error.message})`, { cause: error });
  });
}

/** The verifier that the server would keep of a password (RFC 5803), so that the password is in no log. */
function verifierOf(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, SCRAM_ROUNDS, 32, 'sha256');
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${SCRAM_ROUNDS}:${salt.toString('base64')}$${stored}:${keyOf('Server Key').toString('base64')}`;
}

function schemaStatements(settings: CrmSettings): string[] {
  const views = reportViews('postgres', settings);
  const visible = visiblePredicate('postgres', SEALED_VIEWER);
  const table = (name: string) => `public.${name}`;
  return [
    `create function ${REPORTING_SCHEMA}.viewer() returns table (member_id text, role text, audience text)
      language sql stable security definer set search_path = pg_catalog as $$
        select split_part(said, '|', 1), split_part(said, '|', 2), split_part(said, '|', 3)
        from ${PRIVATE_SCHEMA}.secret, current_setting('rapport.viewer', true) as said
        where current_setting('rapport.seal', true) = encode(sha256(convert_to(value || said || value, 'UTF8')), 'hex')
          and split_part(said, '|', 4) = extract(epoch from transaction_timestamp())::text
      $$`,
    ...REPORT_VIEWS.map(
      (name) =>
        `create view ${REPORTING_SCHEMA}.${name} with (security_barrier) as ${viewSelect(views[name], { dialect: 'postgres', table, visible })}`,
    ),
  ];
}

/** Bounds what reports take of the server's disk, whatever they sort or join. */
const tempFiles = (role: string) =>
  `alter role ${role} set temp_file_limit = '${SANDBOX.postgres.tempFiles}'`;

function grantStatements(role: string, database: string): string[] {
  return [
    `grant connect on database "${database.replaceAll('"', '""')}" to ${role}`,
    `grant usage on schema ${REPORTING_SCHEMA} to ${role}`,
    `grant select on all tables in schema ${REPORTING_SCHEMA} to ${role}`,
    `grant execute on function ${REPORTING_SCHEMA}.viewer() to ${role}`,
    // For superusers alone, or whoever was granted it: elsewhere the deadline is the bound.
    `do $$ begin ${tempFiles(role)}; exception when insufficient_privilege then null; end $$`,
  ];
}
