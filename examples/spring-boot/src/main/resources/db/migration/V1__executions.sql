create table workflow_executions (id integer primary key, workflow_id varchar(255) not null);
create index ix_workflow_id on workflow_executions (workflow_id);
insert into workflow_executions values (1, 'wf-1'), (2, 'wf-2');
