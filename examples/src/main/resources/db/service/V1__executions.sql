create table ${executions}workflow_executions (
    id           integer primary key,
    workflow_id  varchar(255) not null,
    status       varchar(20)  not null
);
create index ix_workflow_id on ${executions}workflow_executions (workflow_id);
insert into ${executions}workflow_executions
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 3000)
    select i, 'wf-' || i, case when i % 50 = 0 then 'failed' else 'completed' end from n;
