create table step_executions (id integer primary key, execution_id integer not null);
insert into step_executions values (1, 1), (2, 1), (3, 2);
