package dev.intact.conformance;

import static dev.intact.Operations.collapse;
import static dev.intact.Operations.defaults;
import static dev.intact.Operations.delete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.error.IntactException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Background;
import dev.intact.operation.Change;
import dev.intact.operation.Reconcile;
import dev.intact.plan.Phase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What keeps two tables equal, among triggers, keys, roles and statements of every kind. */
class CollapseSynchronyTest extends CollapseRaces {
    CollapseSynchronyTest() throws SQLException {
        super(18);
    }

    // ---- triggers of somebody else's

    /** Their functions name no schema: they find their tables along the search path of whoever writes. */
    @Test
    void triggersOfOthersFindWhatTheyAlwaysFind() {
        createTables();
        execute("""
                create table audit (what text);
                alter table workflow add updated integer not null default 0;
                create function audited() returns trigger language plpgsql as
                  'begin insert into audit values (tg_table_name || '' '' || new.run_id); return null; end';
                create trigger audit after insert or update on status for each row execute function audited();
                create function touch() returns trigger language plpgsql as
                  'begin new.updated := old.updated + 1; perform from audit; return new; end';
                create trigger touch before update on workflow for each row execute function touch();
                """);
        var change = Change.of("x", STATUS.along("audit"));
        expand(change);
        execute("""
                update workflow set run_id = 50 where id = 1;
                update status set run_id = 60 where id = 12;
                insert into workflow (id, name, run_id) values (9, 'nine', 70);
                """);
        assertThat(rows("select what from audit order by what")).hasToString("[[status 50], [status 60], [status 70]]");
        assertThat(rows("select updated from workflow where id in (1, 2) order by id"))
                .hasToString("[[2], [2]]");
        assertEqual();
        contract(change);
    }

    /** The one writes what is written once more before ours see it, the other another row of the same statement. */
    @Test
    void whatATriggerOfSomebodyElsesWritesIsNotOverwritten() {
        createTables();
        expand(CHANGE);
        execute("""
                create function more() returns trigger language plpgsql as
                  'begin update public.workflow set run_id = run_id + 1 where id = new.id and run_id < 100; return null; end';
                create trigger "A_more" after update on workflow for each row execute function more();
                create trigger more after insert on workflow for each row execute function more();
                update workflow set run_id = 98 where id = 1;
                insert into workflow (id, name, run_id) values (9, 'nine', 97);
                """);
        assertThat(rows("select run_id from workflow where id in (1, 9)")).hasToString("[[100], [100]]");
        assertEqual();
        execute("""
                drop trigger "A_more" on workflow;
                drop trigger more on workflow;
                create function others() returns trigger language plpgsql as
                  'begin update public.status set note = ''by one'' where id > new.id and note is distinct from ''by one''; return null; end';
                create trigger others after update on status for each row when (new.note = 'first') execute function others();
                update status set note = case id when 11 then 'first' else 'second' end;
                """);
        assertThat(rows("select note from workflow where id = 3")).hasToString("[[by one]]");
        assertEqual();
        execute("drop trigger others on status");
        contract(CHANGE);
    }

    @Test
    void valuesThatATriggerOfSomebodyElsesChangesAreTheSameInBothPlaces() {
        createTables();
        execute("""
                create function trimmed() returns trigger language plpgsql as
                  'begin new.note := trim(new.note); return new; end';
                create trigger trimmed before insert or update on status for each row execute function trimmed();
                """);
        expand(Change.of("x", STATUS.along("trimmed")));
        execute("""
                update status set note = ' a ' where id = 11;
                update workflow set note = ' a ' where id = 1;
                update workflow set note = ' b ' where id = 2;
                insert into workflow (id, name, note) values (9, 'nine', ' c ');
                """);
        assertThat(rows("select note from workflow where id in (1, 2, 9) order by id"))
                .hasToString("[[a], [b], [c]]");
        assertEqual();
        execute("""
                drop trigger trimmed on status;
                create trigger trimmed before insert or update on workflow for each row execute function trimmed();
                update status set note = ' a ' where id = 11;
                update status set note = ' d ' where id = 12;
                """);
        assertEqual();
        contract(CHANGE);
    }

    // ---- the order in which an application writes

    @Test
    void anOldApplicationMayInsertTheRowThatPointsFirst() {
        createTables();
        execute("alter table workflow alter constraint workflow_status_id_fkey deferrable initially deferred");
        var first = """
                begin;
                insert into workflow (id, name, status_id) values (%1$d, 'first', 10 + %1$d);
                insert into status (id, run_id, note) values (10 + %1$d, 77, 'second');
                commit;
                """;
        dieAt("\"ctid\" >= ?", CHANGE);
        execute(first.formatted(60));
        expand(CHANGE);
        execute(first.formatted(61));
        execute(
                "begin; insert into workflow (id, name) values (62, 'new'); update workflow set run_id = 5 where id = 62; commit");
        execute("""
                with w as (insert into workflow (id, name, status_id) values (63, 'one statement', 73))
                insert into status (id, run_id) values (73, 78);
                with s as (insert into status (id, run_id) values (74, 79) returning id)
                insert into workflow (id, name, status_id) select 64, 'other way', id from s;
                """);
        assertThat(rows("select id, run_id from workflow where id >= 60 order by id"))
                .hasToString("[[60, 77], [61, 77], [62, 5], [63, 78], [64, 79]]");
        assertEqual();
        contract(CHANGE);
    }

    @Test
    void anOldApplicationWithoutAKeyInsertsInEitherOrderAndDeletesTheSourceFirst() {
        createTables();
        execute(WITHOUT_KEY);
        expand(CHANGE);
        execute("""
                begin; insert into workflow (id, name, status_id) values (60, 'first', 70); insert into status (id, run_id) values (70, 77); commit;
                begin; delete from status where id = 70; insert into status (id, run_id) values (70, 78); commit;
                begin; delete from status where id = 11; delete from workflow where id = 1; commit;
                begin; delete from workflow where id = 2; delete from status where id = 12; commit;
                """);
        assertThat(rows("select run_id from workflow where id = 60")).hasToString("[[78]]");
        assertEqual();
        contract(CHANGE);
    }

    /** A pointer that may be NULL is one that an application may empty, itself or by what the foreign key does. */
    @Test
    void aPointerMayBeEmptied() {
        createTables();
        execute("""
                alter table workflow alter status_id drop not null, drop constraint workflow_status_id_fkey,
                  add constraint workflow_status_id_fkey foreign key (status_id) references status (id) on delete set null
                """);
        dieAt("\"ctid\" >= ?", CHANGE);
        execute(
                "begin; insert into workflow (id, name) values (9, 'later'); insert into status (id, run_id) values (90, 6);"
                        + " update workflow set status_id = 90 where id = 9; commit");
        expand(CHANGE);
        execute(
                "delete from status where id = 11",
                "begin; update workflow set status_id = null where id = 2; delete from status where id = 12; commit");
        assertThat(rows("select id, run_id, status_id from workflow where id in (1, 2, 9) order by id"))
                .hasToString("[[1, 1, null], [2, 2, null], [9, 6, 90]]");
        execute("update workflow set run_id = 66 where id = 1");
        contract(CHANGE);
        assertThat(rows("select run_id from workflow where id = 1")).hasToString("[[66]]");
    }

    @Test
    void aRowThatIsFilledAndPointsElsewhereIsFilledAnew() {
        createTables();
        expand(CHANGE);
        execute(
                "begin; insert into status (id, run_id) values (50, 55); update workflow set status_id = 50 where id = 2;"
                        + " delete from status where id = 12; commit");
        assertThat(rows("select run_id from workflow where id = 2")).hasToString("[[55]]");
        assertEqual();
        contract(CHANGE);
    }

    /** What counts is where the row points once everyone else's triggers have fired. */
    @Test
    void aRowThatATriggerOfSomebodyElsesPointsElsewhereIsFilledAnew() {
        createTables();
        execute("""
                create function pointed() returns trigger language plpgsql as
                  'begin if new.name = ''moved'' then new.status_id := 50; end if; return new; end';
                create trigger pointed before update on workflow for each row execute function pointed();
                """);
        var change = Change.of("x", STATUS.along("pointed"));
        expand(change);
        execute(
                "begin; insert into status (id, run_id) values (50, 55); update workflow set name = 'moved' where id = 2;"
                        + " delete from status where id = 12; commit");
        assertThat(rows("select run_id from workflow where id = 2")).hasToString("[[55]]");
        assertEqual();
        execute("drop trigger pointed on workflow");
        contract(change);
    }

    @Test
    void rowsAreJoinedToOthersAndKeysChange() {
        createTables();
        execute("""
                alter table workflow drop constraint workflow_status_id_fkey,
                  add constraint workflow_status_id_fkey foreign key (status_id) references status (id) on update cascade;
                insert into status (id, run_id, note) values (50, 55, 'other');
                """);
        dieAt("\"ctid\" >= ?", Change.of("x", STATUS.onOrphans(delete())));
        execute(
                "drop table intact_quarantine_status",
                "insert into status (id, run_id, note) values (50, 55, 'other')");
        execute("update status set id = id + 100, run_id = run_id + 100 where id = 11");
        execute(
                "begin; update workflow set status_id = 50, run_id = 1 where id = 2; delete from status where id = 12; commit");
        assertEqualWhereFilled();
        expand(Change.of("x", STATUS.onOrphans(delete())));
        execute("update status set id = id + 100, run_id = run_id + 100 where id = 13");
        assertThat(rows("select run_id from workflow where id = 3")).hasToString("[[103]]");
        execute("update workflow set run_id = 7 where status_id = 113");
        assertThat(rows("select run_id from workflow where id <= 3 order by id"))
                .hasToString("[[101], [55], [7]]");
        assertEqual();
    }

    // ---- keys both ways

    @Test
    void aNewApplicationDeletesThoughTheSourcePointsBack() {
        for (var action : List.of(
                "", "on delete restrict", "on delete cascade", "on delete set null", "deferrable initially deferred")) {
            createTables();
            execute("alter table status add foreign key (workflow_id) references workflow (id) " + action);
            expand(CHANGE);
            execute(
                    "insert into workflow (id, name, run_id) values (9, 'new', 8); delete from workflow where id = 9; delete from workflow where id = 1");
            execute("""
                    begin; insert into status (id, run_id) values (80, 1); insert into workflow (id, name, status_id) values (8, 'old', 80);
                    update status set workflow_id = 8 where id = 80; commit;
                    begin; update status set workflow_id = null where id = 80; delete from workflow where id = 8; delete from status where id = 80; commit;
                    """);
            assertThat(rows("select id from workflow order by id")).hasToString("[[2], [3], [4], [5]]");
            assertEqual();
            contract(CHANGE);
            execute("drop table workflow");
        }
    }

    /** An application that counts the rows it deletes finds the one that it knows of. */
    @Test
    void anOldApplicationFindsTheRowThatItDeletes() throws SQLException {
        createTables();
        execute("alter table status add foreign key (workflow_id) references workflow (id)");
        expand(CHANGE);
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "begin; update status set workflow_id = null where id = 11; delete from workflow where id = 1");
            assertThat(statement.executeUpdate("delete from status where id = 11"))
                    .isOne();
            statement.execute("commit");
        }
        assertEqual();
    }

    // ---- columns that both have

    @Test
    void whatAnOldApplicationWritesToTheColumnThatBothHaveDuringTheRunDoesNotStopTheEnd() {
        for (var change : List.of(CHANGE, Change.of("x", MOVING.moving("is_archived")))) {
            createTables();
            at("check (\"run_id\" is not null)", () -> execute("update workflow set is_archived = true where id = 1"))
                    .apply(change);
            assertThat(rows("select is_archived from workflow where id = 1")).hasToString("[[true]]");
            execute("drop table workflow");
        }
    }

    @Test
    void aColumnThatWasTheSameInBothIsKeptSo() {
        createTables();
        var agreeing = Change.of("x", MOVING.moving("is_archived"));
        expand(agreeing);
        execute("""
                update workflow set is_archived = true where id = 1;
                update status set is_archived = true where id = 12;
                begin; update status set is_archived = true where id = 13; update workflow set is_archived = true where id = 3; commit;
                insert into workflow (id, name, is_archived) values (9, 'nine', true);
                """);
        assertThat(rows("select id from workflow where is_archived order by id"))
                .hasToString("[[1], [2], [3], [9]]");
        assertEqual();
        contract(agreeing);
    }

    /** The row has no other half any more when the batch comes to it. */
    @Test
    void aRowThatLosesItsOtherHalfDuringTheRunKeepsWhatBothHad() {
        createTables();
        execute(
                WITHOUT_KEY,
                "alter table workflow alter is_archived drop not null",
                "update workflow set is_archived = true",
                "update status set is_archived = true");
        assertThatThrownBy(() -> at("\"ctid\" >= ?", () -> execute("delete from status where id = 11"))
                        .apply(CHANGE))
                .isInstanceOf(IntactException.class);
        assertThat(rows("select is_archived from workflow where id = 1")).hasToString("[[true]]");
    }

    /** It has one as the run begins, and none when its turn comes. */
    @Test
    void aRowThatLosesItsOtherHalfDuringTheRunIsFilledWithDefaults() {
        createTables();
        execute(WITHOUT_KEY, "insert into workflow (id, name, status_id, is_archived) values (9, 'alone', 999, true)");
        var change = Change.of("x", STATUS.fillingMissingWith(defaults()).onOrphans(delete()));
        at("\"ctid\" >= ?", () -> execute("delete from status where id = 11")).apply(change, Phase.EXPAND);
        assertThat(
                        rows(
                                "select id, run_id, is_canceled, note, is_archived from workflow where id in (1, 9) order by id"))
                .hasToString("[[1, 1, false, null, false], [9, 1, false, null, true]]");
        contract(change);
    }

    /** What a default is of decides nothing about values that are copied: not every assignment is also a cast back. */
    @Test
    void defaultsOfAnotherTypeThanTheirColumnFillAndTouchNoValue() {
        execute("""
                create table status (
                  id integer generated by default as identity (start with 1000) primary key,
                  run_id integer not null default 1,
                  at timestamp default now(),
                  who varchar(100) default current_user,
                  code varchar(9) default 7);
                create table workflow (id integer primary key, status_id integer references status (id));
                insert into status (id, at, who, code) values (11, '2024-03-31 02:30', repeat('x', 100), 'c');
                insert into workflow values (1, 11), (2, null);
                """);
        var change = Change.of(
                "x",
                collapse("status")
                        .into("workflow")
                        .moving("run_id", "at", "who", "code")
                        .fillingMissingWith(defaults()));
        expand(change);
        assertThat(rows("select run_id, at::text, who = repeat('x', 100), code from workflow where id = 1"))
                .hasToString("[[1, 2024-03-31 02:30:00, true, c]]");
        assertThat(rows("select run_id, at is not null, who, code from workflow where id = 2"))
                .hasToString("[[1, true, postgres, 7]]");
        contract(change);
    }

    @Test
    void saysWhatAnOldApplicationCanNoLongerDo() {
        createTables();
        execute("""
                alter table workflow alter status_id drop not null;
                alter table status alter is_archived drop not null, alter run_id drop default;
                """);
        assertThat(intact.plan(CHANGE).warnings())
                .anySatisfy(warning -> assertThat(warning)
                        .contains(
                                "can no longer write NULL to public.status (is_archived)",
                                "public.workflow (is_archived) takes none"))
                .anySatisfy(warning -> assertThat(warning).contains("leaves one more that is nobody's"))
                .anySatisfy(warning -> assertThat(warning).contains("run_id would have no value"));
        assertThat(intact.plan(Change.of("x", MOVING.moving("is_archived"))).warnings())
                .anySatisfy(warning -> assertThat(warning)
                        .contains("two values in public.status (is_archived) and public.workflow (is_archived)"));
    }

    @Test
    void saysNothingOfAnOldApplicationThatGoesOnAsItDid() {
        createTables();
        assertThat(intact.plan(CHANGE).warnings())
                .noneSatisfy(warning -> assertThat(warning).contains("can no longer"))
                .noneSatisfy(warning -> assertThat(warning).contains("nobody's"));
    }

    // ---- roles, sessions and statements

    /** They write to the row that points, and then to the one that it points at. */
    @Test
    void anAtomicRunThatMovesRowsOfNobodysLocksInTheOrderOfWriters() {
        createTables();
        execute(WITHOUT_KEY, "insert into status (id) values (99)");
        var change = Change.of("x", STATUS.onOrphans(delete()));
        one.runs("begin; update workflow set name = 'first' where id = 1");
        var run = Background.run(
                () -> intact.atomic().lockTimeout(Duration.ofSeconds(30)).apply(change));
        untilSomebodyWaits(run, "lock table");
        one.runs("update status set run_id = 77 where id = 11; commit");
        run.join();
        assertThat(rows("select name, run_id from workflow where id = 1")).hasToString("[[first, 77]]");
        assertThat(rows("select id from intact_quarantine_status")).hasToString("[[99]]");
    }

    @Test
    void aRoleWithoutRightsOnTheOtherTableGoesOn() throws SQLException {
        createTables();
        var role = "writer_" + System.nanoTime();
        execute("create role %s login".formatted(role));
        execute("grant select, insert, update, delete on workflow to " + role);
        expand(CHANGE);
        try (var writer = database.connectAs(role)) {
            on(
                    writer,
                    "insert into workflow (id, name, run_id) values (9, 'nine', 5); update workflow set run_id = 6 where id in (1, 9)");
            on(writer, "delete from workflow where id = 2");
            execute("revoke all on workflow from %1$s; grant select, insert, update, delete on status to %1$s"
                    .formatted(role));
            on(writer, "update status set note = 'role' where id = 13");
            // Operators and tables of theirs that come first on the search path are not taken for ours.
            on(
                    writer,
                    "create temp table status (id integer); set search_path = pg_temp, public; update public.status set note = 'path' where id = 14");
        }
        assertThat(rows("select id, run_id, note from workflow where id in (1, 3, 4, 9) order by id"))
                .hasToString("[[1, 6, n1], [3, 3, role], [4, 4, path], [9, 6, null]]");
        assertEqual();
        contract(CHANGE);
        execute("drop owned by %1$s; drop role %1$s".formatted(role));
    }

    @Test
    void writersWhoseTriggersDoNotFireAreFollowedToo() {
        createTables();
        expand(CHANGE);
        execute("""
                set session_replication_role = replica;
                update status set run_id = 50 where id = 11;
                update workflow set run_id = 51 where id = 2;
                insert into workflow (id, name, run_id) values (9, 'nine', 52);
                delete from workflow where id = 3;
                """);
        assertThat(rows("select run_id from workflow where id in (1, 2, 9) order by id"))
                .hasToString("[[50], [51], [52]]");
        assertEqual();
        contract(CHANGE);
    }

    @Test
    void statementsOfManyRowsAreFollowed() {
        createTables();
        expand(CHANGE);
        execute("""
                update status set run_id = run_id * 10;
                update workflow set run_id = run_id + 1, note = null, name = 'all';
                insert into workflow (id, name, run_id) select n, 'many', n from generate_series(100, 200) n;
                insert into status (id, run_id) select n, n from generate_series(301, 400) n;
                insert into workflow (id, name, status_id) select n, 'old', n from generate_series(301, 400) n;
                delete from workflow where id between 150 and 350;
                """);
        assertThat(rows("select count(*), sum(run_id) from workflow where id < 6 or id > 350"))
                .hasToString("[[55, 18930]]");
        assertEqual();
        contract(CHANGE);
    }

    // ---- columns of every kind

    @Test
    void keysThatAreNumberedAlwaysOrByAFunction() {
        execute("""
                create table "St.at" ("new" uuid default gen_random_uuid() primary key, "I'd" integer not null default 1,
                  "source" json, "co{0}pied" text[] not null default '{}', "?" text);
                create table "W'f" ("found" integer generated always as identity primary key, "target" integer not null default 3,
                  "twice" integer generated always as ("target" * 2) stored,
                  "old" uuid not null unique references "St.at" ("new"));
                insert into "St.at" ("new", "source") values ('00000000-0000-0000-0000-000000000001', '{"a": 1}');
                insert into "W'f" ("old") values ('00000000-0000-0000-0000-000000000001');
                """);
        var change = Change.of("x", collapse("St.at").into("W'f").moving("I'd", "source", "co{0}pied", "?"));
        expand(change);
        execute("""
                insert into "W'f" ("source", "?") values ('{"b" : 2}', 'what?'), ('[]', null);
                update "W'f" set "co{0}pied" = '{x,y}', "source" = '{"a":1}' where "found" = 1;
                update "St.at" set "I'd" = 2 where "?" = 'what?';
                """);
        var both = """
                select w."I'd", w."source"::text, w."co{0}pied", w."?", s."I'd", s."source"::text, s."co{0}pied", s."?", w."twice"
                from "W'f" w join "St.at" s on s."new" = w."old" order by w."found"
                """;
        assertThat(rows(both))
                .hasToString(
                        "[[1, {\"a\":1}, [x, y], null, 1, {\"a\":1}, [x, y], null, 6],"
                                + " [2, {\"b\" : 2}, [], what?, 2, {\"b\" : 2}, [], what?, 6], [1, [], [], null, 1, [], [], null, 6]]");
        intact.apply(change);
        assertThat(rows("select \"source\"::text, \"?\" from \"W'f\" order by 1"))
                .hasToString("[[[], null], [{\"a\":1}, null], [{\"b\" : 2}, what?]]");
    }

    @Test
    void anIdentityThatIsAlwaysGenerated() {
        createTables();
        execute("alter table status alter id set generated always");
        expand(CHANGE);
        execute("insert into workflow (id, name, run_id) values (9, 'nine', 5)");
        assertEqual();
        execute("insert into status (run_id) values (6)");
        execute("delete from status where workflow_id is null");
        assertEqual();
        contract(CHANGE);
    }

    /** The tenant is a column of both, and stays. */
    @Test
    void aPointerOfTwoColumnsOfWhichOneStays() {
        execute("""
                create table status (
                  tenant integer not null, id integer generated by default as identity (start with 1000),
                  run_id integer not null default 1, note text, primary key (tenant, id));
                create table workflow (
                  id integer primary key, tenant integer not null, name text, status_id integer,
                  foreign key (tenant, status_id) references status (tenant, id));
                insert into status values (1, 11, 1, 'a'), (2, 11, 2, 'b'), (2, 12, 3, null);
                insert into workflow values (1, 1, 'one', 11), (2, 2, 'two', 11), (3, 2, 'three', 12);
                """);
        var change = Change.of("x", collapse("status").into("workflow").moving("run_id", "note"));
        dieAt("\"ctid\" >= ?", change);
        execute("update status set run_id = 40 where tenant = 1");
        expand(change);
        execute(
                "update status set run_id = 50 where tenant = 1",
                "update workflow set run_id = 60 where id = 2",
                "insert into workflow (id, tenant, name, run_id) values (4, 1, 'new', 70)",
                "begin; insert into status (tenant, id, run_id) values (2, 13, 80);"
                        + " insert into workflow (id, tenant, name, status_id) values (5, 2, 'old', 13); commit",
                "delete from workflow where id = 3");
        assertThat(rows("select w.id, w.run_id, s.run_id from workflow w"
                        + " full join status s on s.tenant = w.tenant and s.id = w.status_id order by 1"))
                .hasToString("[[1, 50, 50], [2, 60, 60], [4, 70, 70], [5, 80, 80]]");
        contract(change);
        assertThat(rows("select * from workflow order by id"))
                .hasToString("[[1, 1, one, 50, a], [2, 2, two, 60, b], [4, 1, new, 70, null], [5, 2, old, 80, null]]");
    }

    @Test
    void aReconcilingOneWay() {
        createTables();
        var change = Change.of("x", MOVING.reconciling("is_archived", Reconcile.preferTarget()));
        execute("update status set is_archived = true where id = 11");
        expand(change);
        execute(
                "update workflow set is_archived = true, run_id = 6 where id = 2; update status set note = 'x' where id = 11");
        contract(change);
        assertThat(rows("select id, is_archived, note from workflow where id <= 2 order by id"))
                .hasToString("[[1, false, x], [2, true, n2]]");
    }

    @Test
    void aPointerThatIsGeneratedIsRefusedBeforeAnythingIsTouchedAndDoneAtomically() {
        execute("""
                create table "state" (id integer primary key, note text not null);
                create table machine (number integer primary key,
                  state_id integer generated always as (number * 10) stored unique references "state" (id));
                insert into "state" values (10, 'on'), (20, 'off');
                insert into machine values (1), (2);
                """);
        var change = Change.of("x", collapse("state").into("machine").moving("note"));
        assertThatThrownBy(() -> intact.apply(change))
                .isInstanceOf(UnsupportedChangeException.class)
                .hasMessageContaining("state_id")
                .hasMessageContaining(".atomic()");
        assertThat(rows("select count(*) from information_schema.columns where table_name = 'machine'"))
                .hasToString("[[2]]");
        intact.atomic().apply(change);
        assertThat(rows("select number, note from machine order by number")).hasToString("[[1, on], [2, off]]");
    }
}
