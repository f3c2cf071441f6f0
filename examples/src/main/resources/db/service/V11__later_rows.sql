insert into ${scheduler}workflow (id, name, run_id, is_canceled, is_archived) values (5000, 'a workflow of the new release', 1, 0, 0);
