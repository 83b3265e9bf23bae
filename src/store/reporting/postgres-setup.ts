import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { visiblePredicate } from './predicate.ts';
import { REPORT_VIEWS, reportViews, viewSelect } from './views.ts';

/** Runs one statement with the rights of the store's own user and gives its rows. */
export type Execute = (text: string) => Promise<Record<string, unknown>[]>;

export type Access = { role: string; password: string; seal(viewer: string): string };

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** The viewer, as the function `reporting.viewer()` finds it in the transaction. */
const SEALED_VIEWER = {
  memberId: sql.raw('(select member_id from reporting.viewer())'),
  role: sql.raw('(select role from reporting.viewer())'),
  audience: sql.raw('(select audience from reporting.viewer())'),
};

/**
 * Makes the schema that reports see, and the role they run as: it can log in, read the reporting views, and nothing
 * else. Who is looking is said in a setting of the transaction, sealed with a secret that the role cannot read and with
 * the instant at which the transaction began: SQL that changes the setting, or brings back a seal it has seen before, sees
 * what everybody sees. To be called by one process at a time; the same work twice does nothing.
 */
export async function setUpReporting(execute: Execute): Promise<Access> {
  await execute('create schema if not exists reporting_private');
  await execute('create table if not exists reporting_private.secret (value text primary key)');
  const fresh = randomBytes(32).toString('hex');
  await execute(
    `insert into reporting_private.secret select '${fresh}' where not exists (select 1 from reporting_private.secret)`,
  );
  const [kept] = await execute('select value, current_database() as name from reporting_private.secret');
  const { value: secret, name } = kept as { value: string; name: string };
  const role = `rapport_reports_${hash(name).slice(0, 8)}`;
  const password = hash(`login ${secret}`);
  const statements = schemaStatements();
  const version = hash(statements.join(';'));
  const [known] = await execute(
    "select obj_description(to_regnamespace('reporting'), 'pg_namespace') as version",
  );
  await ensureRole(execute, role, password);
  if (known?.version !== version) {
    for (const statement of statements) await execute(statement);
    await execute(`comment on schema reporting is '${version}'`);
  }
  // Always: a dump that was read back may lack them, and a role of that name may be left over from another database.
  for (const statement of grantStatements(role, name)) await execute(statement);
  return { role, password, seal: (viewer) => hash(`${secret}${viewer}${secret}`) };
}

async function ensureRole(execute: Execute, role: string, password: string): Promise<void> {
  const [known] = await execute(`select 1 from pg_roles where rolname = '${role}'`);
  const statement = known
    ? `alter role ${role} login password '${password}'`
    : `create role ${role} login noinherit nosuperuser nocreatedb nocreaterole password '${password}'`;
  await execute(statement);
}

function schemaStatements(): string[] {
  const views = reportViews('postgres');
  const visible = visiblePredicate('postgres', SEALED_VIEWER);
  const table = (name: string) => `public.${name}`;
  return [
    'drop schema if exists reporting cascade',
    'create schema reporting',
    `create function reporting.viewer() returns table (member_id text, role text, audience text)
      language sql stable security definer set search_path = pg_catalog as $$
        select split_part(said, '|', 1), split_part(said, '|', 2), split_part(said, '|', 3)
        from reporting_private.secret, current_setting('rapport.viewer', true) as said
        where current_setting('rapport.seal', true) = encode(sha256(convert_to(value || said || value, 'UTF8')), 'hex')
          and split_part(said, '|', 4) = extract(epoch from transaction_timestamp())::text
      $$`,
    ...REPORT_VIEWS.map(
      (name) =>
        `create view reporting.${name} with (security_barrier) as ${viewSelect(views[name], { table, visible })}`,
    ),
  ];
}

function grantStatements(role: string, database: string): string[] {
  return [
    `grant connect on database "${database.replaceAll('"', '""')}" to ${role}`,
    `grant usage on schema reporting to ${role}`,
    `grant select on all tables in schema reporting to ${role}`,
    `grant execute on function reporting.viewer() to ${role}`,
  ];
}
