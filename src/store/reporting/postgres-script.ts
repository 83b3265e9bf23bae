import { PRIVATE_SCHEMA, REPORTING_SCHEMA, ROLE_PREFIX, ROLE_RIGHTS } from './postgres-setup.ts';
import { SANDBOX } from './reporting.ts';

/**
 * Writes the script by which an administrator of a database makes for its user what the user may not make: the schemas, and the role of
 * reports. To be run in that database; twice does no harm. It holds no secret: the password of the role is made on the server from
 * one that is drawn there, as Rapport makes it.
 */
export function writeReportingScript({ user, database }: { user: string; database: string }): string {
  const me = `"${user.replaceAll('"', '""')}"`;
  const schemas = ['public', 'drizzle', REPORTING_SCHEMA, PRIVATE_SCHEMA];
  return `-- Makes what Rapport needs in the database ${oneLine(database)} and its user ${oneLine(user)} may not make by itself.
-- Run it there as a user who may create roles and schemas (often the one your hosting company gave you):
--   npm run --silent migrate -- --print-reporting-role | psql "postgres://ADMIN@HOST/${oneLine(database)}"
-- Then start Rapport again. Running it a second time does no harm.
begin;
${schemas.map((name) => `create schema if not exists ${name};\ngrant usage, create on schema ${name} to ${me};`).join('\n')}
create table if not exists ${PRIVATE_SCHEMA}.secret (value text primary key);
revoke all on ${PRIVATE_SCHEMA}.secret from public;
grant select, insert on ${PRIVATE_SCHEMA}.secret to ${me};
insert into ${PRIVATE_SCHEMA}.secret select gen_random_uuid()::text || gen_random_uuid()
  where not exists (select 1 from ${PRIVATE_SCHEMA}.secret);
do $rapport$
declare
  role_name text := '${ROLE_PREFIX}' || left(encode(sha256(convert_to(current_database(), 'UTF8')), 'hex'), 8);
  password text := (select encode(sha256(convert_to('login ' || value, 'UTF8')), 'hex') from ${PRIVATE_SCHEMA}.secret);
begin
  set local password_encryption = 'scram-sha-256';
  if not exists (select 1 from pg_roles where rolname = role_name) then
    execute format('create role %I ${ROLE_RIGHTS}', role_name);
  end if;
  execute format('alter role %I password %L', role_name, password);
  execute format('grant connect on database %I to %I', current_database(), role_name);
  execute format('grant usage on schema ${REPORTING_SCHEMA} to %I', role_name);
  begin
    execute format('alter role %I set temp_file_limit = %L', role_name, '${SANDBOX.postgres.tempFiles}');
  exception when insufficient_privilege then
    raise notice 'The size of temporary files stays unbounded: only a superuser may set temp_file_limit.';
  end;
end
$rapport$;
commit;
`;
}

/** A name in a comment, which a line break would end. */
const oneLine = (name: string) => name.replace(/\s/g, ' ');
