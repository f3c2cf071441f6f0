-- PostgreSQL

table public.intact_quarantine_tasks (
  id integer,
  title text,
  external_id text,
  intact_reason text,
  intact_moved_at timestamp with time zone
);

table public.tasks (
  id integer not null,
  title text not null,
  external_id text,
  constraint tasks_pkey primary key (id),
  constraint uq_tasks_external_id unique (external_id)
);
