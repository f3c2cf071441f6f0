create table ${dashboard}tasks (
    id           integer primary key,
    external_id  varchar(100),
    title        varchar(200) not null
);
insert into ${dashboard}tasks
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 3000)
    select i, case when i % 3 = 0 then 'review-' || (i % 2900) end, 'task ' || i from n;
