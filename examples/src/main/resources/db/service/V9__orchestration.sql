create table ${orchestration}workflow_definitions (id integer primary key, name varchar(100) not null);
create table ${orchestration}workflow_executions (id integer primary key, workflow_id integer not null);
create table ${orchestration}step_executions   (id integer primary key, execution_id integer not null);
create table ${orchestration}state_snapshots   (id integer primary key, execution_id integer not null);
create table ${orchestration}approval_requests (id integer primary key, execution_id integer);
create table ${orchestration}rollback_actions  (id integer primary key, execution_id integer not null);
insert into ${orchestration}workflow_definitions
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 500)
    select i, 'workflow ' || i from n;
insert into ${orchestration}workflow_executions
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000)
    select i, 1 + i % 510 from n;
insert into ${orchestration}step_executions
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 6000)
    select i, 1 + i % 2010 from n;
insert into ${orchestration}state_snapshots
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000)
    select i, i from n;
insert into ${orchestration}approval_requests
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 500)
    select i, case when i % 90 <> 0 then 1 + i * 5 % 2000 end from n;
insert into ${orchestration}rollback_actions
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 500)
    select i, 1 + i * 10 % 2000 from n;
