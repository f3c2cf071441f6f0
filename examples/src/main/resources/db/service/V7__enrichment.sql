create table ${enrichment}enrichment_registry (
    slug             varchar(100) not null primary key,
    workstream_slug  varchar(100) not null
);
create table ${enrichment}enrichment_results (
    id             integer primary key,
    workflow_slug  varchar(100) not null references ${enrichment}enrichment_registry (slug),
    result         varchar(100) not null
);
create table ${enrichment}client_workflow_configs (
    client_id      varchar(50)  not null,
    workflow_slug  varchar(100) not null references ${enrichment}enrichment_registry (slug),
    config         varchar(200) not null,
    unique (client_id, workflow_slug)
);
insert into ${enrichment}enrichment_registry
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 100)
    select 'slug-' || i, case when i % 2 = 0 then 'apollo_scrape' else 'crm_data' end from n;
insert into ${enrichment}enrichment_results
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)
    select i, 'slug-' || (1 + i % 100), 'result ' || i from n;
insert into ${enrichment}client_workflow_configs
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 200)
    select 'client-' || (i / 100), 'slug-' || (1 + i % 100), 'config ' || i from n;
