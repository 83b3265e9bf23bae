import Sqlite from 'better-sqlite3';
import { DEFAULT_CRM } from '../../crm-settings.ts';
import { REPORT_VIEWS, reportViews, viewSelect } from '../../store/reporting/views.ts';
import { visiblePredicate } from '../../store/reporting/visibility-sql.ts';
import type { Viewer } from '../../store/visibility.ts';

/** Opens a database with the views through which the reports of a viewer see it: no other process, no bounds. */
export function openBehindViews(path: string, viewer: Viewer): Sqlite.Database {
  const db = new Sqlite(path, { readonly: true });
  const visible = visiblePredicate('sqlite', viewer);
  const views = reportViews('sqlite', DEFAULT_CRM);
  for (const name of REPORT_VIEWS) {
    const select = viewSelect(views[name], {
      dialect: 'sqlite',
      table: (table) => `main."${table}"`,
      visible,
    });
    db.exec(`create temp view "${name}" as ${select}`);
  }
  return db;
}
