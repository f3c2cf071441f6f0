-- SQLite

table main.intact_quarantine_tasks (
  id INTEGER,
  title TEXT,
  external_id TEXT,
  intact_reason TEXT,
  intact_moved_at timestamp with time zone
);

table main.tasks (
  id INTEGER not null,
  title TEXT not null,
  external_id TEXT,
  primary key (id)
);
unique index uq_tasks_external_id (external_id);
-- rowid alias: id
