create table ${scheduler}workflow_status (
    id           integer ${identity} primary key,
    run_id       integer not null default 1,
    is_canceled  integer not null default 0,
    is_archived  integer not null default 0
);
create table ${scheduler}workflow (
    id         integer primary key,
    name       varchar(100) not null,
    status_id  integer not null references ${scheduler}workflow_status (id)
);
insert into ${scheduler}workflow_status (id, run_id, is_canceled)
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 3000)
    select i, 1 + i % 7, case when i % 40 = 0 then 1 else 0 end from n;
insert into ${scheduler}workflow
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 3000)
    select i, 'workflow ' || i, 3001 - i from n;
