insert into tasks values (1, '${external_id}');
