create table tasks (id integer primary key, external_id text);
