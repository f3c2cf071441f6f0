package dev.intact.conformance;

import static dev.intact.Operations.column;
import static dev.intact.Operations.rekey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intact.check.ViolationsException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import dev.intact.operation.Rekey;
import dev.intact.operation.SurrogateKey;
import dev.intact.plan.Phase;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lets rows follow the key that they refer to, among references, triggers, roles and statements of every kind. */
class RekeySynchronyTest extends RekeyRaces {
    private static final Rekey BARE =
            rekey("registry").from("slug").toUnique("slug", "workstream_slug").withPrimaryKey("id", SurrogateKey.UUID);

    RekeySynchronyTest() throws SQLException {
        super(18);
    }

    @BeforeEach
    void create() {
        createTables();
    }

    /** Rows of a table that say otherwise than the row which they refer to. */
    private void assertFollows(String table, String reference, String told, String parent, String key, String tells) {
        assertThat(rows("""
                select c.row, to_jsonb(p) from (select to_jsonb(t) as row from %1$s t) c
                join %4$s p on p.%5$s = c.row ->> '%2$s' where c.row ->> '%3$s' <> p.%6$s
                """.formatted(table, reference, told, parent, key, tells)))
                .isEmpty();
    }

    // ---- what refers to what

    /** Who has come from where: a root refers to itself. */
    private static final String TREE = """
            alter table registry add origin text references registry on update cascade;
            update registry set origin = case slug when 'clean' then 'clean' else 'merge' end;
            """;

    private static final Change ROOTED = Change.of(
            "x",
            SCOPED.referencedBy(
                    "registry",
                    column("origin").to("slug"),
                    column("origin_workstream").to("workstream_slug")));

    @Test
    void aNaiveTriggerFindsNoParentForARowThatIsItsOwn() {
        execute("""
                alter table registry add origin text references registry, add origin_workstream text;
                create function fill() returns trigger language plpgsql as
                  'begin select workstream_slug into new.origin_workstream from registry where slug = new.origin; return new; end';
                create trigger fill before insert on registry for each row execute function fill();
                insert into registry (slug, workstream_slug, origin) values ('root', 'ops', 'root');
                """);
        assertThat(rows("select origin_workstream from registry where slug = 'root'"))
                .hasToString("[[null]]");
    }

    @Test
    void rowsThatReferToOthersOfTheirOwnTableOrThemselvesFollowInEachStage() {
        execute(TREE);
        var id = new AtomicInteger();
        throughout(ROOTED, () -> {
            execute("""
                    insert into registry (slug, workstream_slug, origin) values ('root%1$d', 'w', 'root%1$d'), ('leaf%1$d', 'v', 'root%1$d'), ('none%1$d', 'v', null);
                    update registry set workstream_slug = workstream_slug || '.' where slug in ('clean', 'root%1$d');
                    update registry set origin = case when origin = slug then 'clean' else slug end where slug in ('score', 'merge');
                    update registry set slug = slug || '_', workstream_slug = workstream_slug || '-' where slug in ('root%1$d', 'leaf%1$d');
                    """.formatted(id.incrementAndGet()));
            assertFollows("registry", "origin", "origin_workstream", "registry", "slug", "workstream_slug");
        });
        assertThat(rows("select count(*), count(origin), count(origin_workstream) from registry"))
                .hasToString("[[%d, %2$d, %2$d]]".formatted(3 + 3 * id.get(), 3 + 2 * id.get()));
    }

    /** Its row is looked up as it comes, and those after it in the statement have not come yet. */
    @Test
    void aRowThatComesBeforeItsParentInOneStatementIsRefusedAndThePlanSaysSo() {
        execute(TREE);
        assertThat(intact.plan(ROOTED).toString())
                .contains("a statement that inserts several rows of public.registry has to begin with those");
        expand(ROOTED);
        var childFirst =
                "insert into registry (slug, workstream_slug, origin) values ('leaf', 'v', 'root'), ('root', 'w', null)";
        assertThat(state(catchThrowable(() -> execute(childFirst)))).isEqualTo("23503");
        contract(ROOTED);
        execute("insert into registry (slug, workstream_slug, origin, origin_workstream)"
                + " values ('leaf', 'v', 'root', 'w'), ('root', 'w', null, null)");
    }

    private static final String NOTES = """
            create table notes (
              id integer generated by default as identity primary key, about text not null, item text not null, text text,
              constraint notes_about_item_fkey foreign key (about, item) references results (workflow_slug, item)
                on update cascade on delete cascade);
            insert into notes (about, item) select workflow_slug, item from results;
            """;

    @Test
    void aNaiveTriggerFollowsToTheChildrenAndLeavesTheirChildrenBehind() {
        execute(NOTES, """
                alter table results add workstream_slug text;
                alter table notes add workstream_slug text;
                update results r set workstream_slug = (select workstream_slug from registry where slug = workflow_slug);
                update notes n set workstream_slug = (select workstream_slug from registry where slug = about);
                create function follow() returns trigger language plpgsql as
                  'begin update results set workstream_slug = new.workstream_slug where workflow_slug = new.slug; return null; end';
                create trigger follow after update on registry for each row execute function follow();
                update registry set workstream_slug = 'ops' where slug = 'clean';
                """);
        assertThat(rows("select n.workstream_slug, r.workstream_slug from notes n join results r"
                        + " on (workflow_slug, r.item) = (about, n.item) where r.id = 1"))
                .hasToString("[[crm, ops]]");
    }

    @Test
    void whatRefersToAChildsWidenedKeyFollowsInEachStageAndMeetsTheSwapInTheWritersOrder() {
        execute(NOTES);
        var plan = intact.plan(CHANGE);
        assertThat(plan.steps())
                .anyMatch(
                        step -> step.sql()
                                .startsWith(
                                        "lock table \"public\".\"notes\", \"public\".\"results\", \"public\".\"configs\", \"public\".\"registry\""));
        var id = new AtomicInteger();
        throughout(CHANGE, () -> {
            execute("""
                    insert into results (workflow_slug, item) values ('clean', 'n%1$d');
                    insert into notes (about, item) values ('clean', 'n%1$d'), ('clean', 'i1'), ('merge', 'i1');
                    update registry set workstream_slug = workstream_slug || '.' where slug in ('clean', 'merge');
                    update results set workflow_slug = 'merge' where item = 'n%1$d';
                    update notes set about = 'clean', item = 'i2' where item = 'n%1$d';
                    update results set item = 'm%1$d' where item = 'n%1$d';
                    update registry set slug = case slug when 'score' then 'rate' else 'score' end, workstream_slug = 'x%1$d' where slug in ('score', 'rate');
                    """.formatted(id.incrementAndGet()));
            one.runs("begin; update registry set workstream_slug = workstream_slug || '1' where slug = 'merge'");
            two.begins("insert into notes (about, item) values ('merge', 'i1')");
            one.runs("commit");
            two.goesOn();
            assertFollows("notes", "about", "workstream_slug", "registry", "slug", "workstream_slug");
        });
        assertThat(
                        rows(
                                "select count(*) from notes join results using (item, workstream_slug) where workflow_slug = about"))
                .hasToString("[[%d]]".formatted(6 + 4 * id.get()));
    }

    @Test
    void aPrimaryKeyThatIsWidenedKeepsItsNameAndWhatRefersToItInEachStage() {
        execute("""
                create table members (
                  workflow text references registry on update cascade on delete cascade, person text,
                  constraint members_pkey primary key (workflow, person));
                create table badges (
                  id integer generated by default as identity primary key, workflow text, person text, note text,
                  foreign key (workflow, person) references members on update cascade on delete set null);
                insert into members values ('clean', 'ann'), ('merge', 'bob');
                insert into badges (workflow, person) values ('clean', 'ann'), ('merge', 'bob'), (null, null);
                create publication p for table members, badges, registry;
                """);
        var change = Change.of("x", SCOPED.widening("members", "workflow", "person"));
        var id = new AtomicInteger();
        throughout(change, () -> {
            execute("""
                    insert into members values ('clean', 'p%1$d'), ('score', 'q%1$d');
                    insert into badges (workflow, person) values ('clean', 'p%1$d'), ('score', 'q%1$d'), (null, null);
                    update registry set workstream_slug = workstream_slug || '.' where slug in ('clean', 'merge');
                    update members set workflow = 'merge' where person = 'p%1$d';
                    update badges set note = 'x', workflow = 'merge', person = 'bob' where person = 'ann';
                    update badges set workflow = 'clean', person = 'ann' where note = 'x';
                    update badges set workflow = null, person = null where person = 'p%1$d';
                    delete from members where person = 'q%1$d';
                    """.formatted(id.incrementAndGet()));
            assertFollows("members", "workflow", "workstream_slug", "registry", "slug", "workstream_slug");
            assertFollows("badges", "workflow", "workstream_slug", "registry", "slug", "workstream_slug");
        });
        assertThat(rows("select pg_get_constraintdef(oid) from pg_constraint where conname = 'members_pkey'"))
                .hasToString("[[PRIMARY KEY (workflow, person, workstream_slug)]]");
        assertThat(rows("select count(*), count(workflow), count(workstream_slug) from badges"))
                .hasToString("[[%d, 2, 2]]".formatted(3 + 3 * id.get()));
    }

    @Test
    void twoReferencesOfOneRowFollowEachItsOwn() {
        execute("""
                create table links (
                  id integer primary key,
                  source text not null references registry on update cascade,
                  target text references registry on update cascade on delete set null);
                insert into links values (1, 'clean', 'merge'), (2, 'clean', 'clean'), (3, 'score', null);
                """);
        var change = Change.of(
                "x",
                SCOPED.referencedBy(
                                "links",
                                column("source").to("slug"),
                                column("source_ws").to("workstream_slug"))
                        .referencedBy(
                                "links",
                                column("target").to("slug"),
                                column("target_ws").to("workstream_slug")));
        var id = new AtomicInteger(10);
        throughout(change, () -> {
            execute("""
                    insert into links values (%1$d, 'merge', null);
                    update registry set workstream_slug = workstream_slug || '.' where slug in ('clean', 'merge');
                    update links set source = coalesce(target, 'merge'), target = source where id in (1, 3);
                    update registry set slug = 'tidy', workstream_slug = 'y%1$d' where slug = 'clean';
                    update registry set slug = 'clean' where slug = 'tidy';
                    """.formatted(id.incrementAndGet()));
            assertFollows("links", "source", "source_ws", "registry", "slug", "workstream_slug");
            assertFollows("links", "target", "target_ws", "registry", "slug", "workstream_slug");
        });
        execute("delete from registry where slug = 'nobody'");
        assertThat(rows("select count(*), count(source_ws), count(target_ws) from links"))
                .hasToString("[[%1$d, %1$d, 3]]".formatted(3 + id.get() - 10));
    }

    /** One after the other: what comes in two releases has to be two changes. */
    @Test
    void twoParentsOfOneRowGetTheirKeysInOneChange() {
        execute("""
                create table clients (code text primary key, region text not null);
                insert into clients values ('a', 'north'), ('b', 'south');
                alter table results add client text references clients on update cascade;
                update results set client = case when id > 2 then 'a' end;
                """);
        var change = Change.of("x", SCOPED, rekey("clients").from("code").toPrimaryKey("code", "region"));
        assertThatThrownBy(() -> intact.apply(change, Phase.EXPAND)).isInstanceOf(UnsupportedChangeException.class);
        throughout(change, () -> {
            execute("""
                    update clients set region = region || '.';
                    update registry set workstream_slug = workstream_slug || '.';
                    """);
            if (rows("select from pg_constraint where conname = 'results_client_fkey'")
                    .isEmpty()) {
                return;
            }
            execute("update results set client = case when client is null then 'b' end where id in (1, 2)");
            assertFollows("results", "client", "region", "clients", "code", "region");
        });
        execute("insert into clients values ('a', 'south')");
        assertThat(state(catchThrowable(() -> execute("update results set region = 'east' where client = 'a'"))))
                .isEqualTo("23503");
    }

    /** It belongs to more than the one reference. */
    @Test
    void aColumnThatIsThereAndNeverNullStaysWhenTheReferenceGoes() {
        execute("""
                create table jobs (
                  id integer primary key, workflow_slug text references registry on update cascade on delete set null,
                  workstream_slug text not null);
                insert into jobs select n, 'clean', 'crm' from generate_series(1, 100) n;
                insert into jobs values (200, null, 'own');
                """);
        var id = new AtomicInteger();
        throughout(CHANGE, () -> {
            execute("""
                    insert into registry values ('p%1$d', 'w');
                    update jobs set workflow_slug = 'p%1$d' where id = %1$d + 50;
                    update registry set workstream_slug = 'w%1$d' where slug = 'p%1$d';
                    delete from registry where slug = 'p%1$d';
                    update jobs set workflow_slug = null where id = %1$d;
                    """.formatted(id.incrementAndGet()));
        });
        assertThat(rows("select count(*) from jobs where workflow_slug is null"))
                .hasToString("[[%d]]".formatted(1 + 2 * id.get()));
        assertThat(
                        rows(
                                "select distinct workstream_slug from jobs where workflow_slug is null and id <= 50 or id = 200 order by 1"))
                .hasToString("[[crm], [own]]");
    }

    // ---- a reference that is checked later

    private static final String LATER =
            "alter table %s alter constraint %1$s_workflow_slug_fkey deferrable initially deferred";

    private static final String CHILD_FIRST = """
            begin;
            insert into results (workflow_slug, item%1$s) values ('late', 'i'%2$s);
            insert into configs (id, workflow_slug%1$s) values (70, 'late'%2$s);
            insert into registry (slug, workstream_slug) values ('late', 'w');
            commit;
            """;

    /** An application that relies on it would be refused the row that comes first, which has nothing to be filled with. */
    @Test
    void aReferenceThatIsCheckedLaterIsRefusedOnlineBeforeAnythingIsTouched() {
        for (var child : new String[] {"results", "configs"}) {
            execute(LATER.formatted(child));
            var before = Snapshot.of(database);
            assertThatThrownBy(() -> intact.apply(CHANGE))
                    .isInstanceOf(UnsupportedChangeException.class)
                    .hasMessageContaining("can be deferred")
                    .hasMessageContaining("atomic()");
            assertThat(Snapshot.of(database)).isEqualTo(before);
            execute(LATER.formatted(child).replace("deferrable initially deferred", "not deferrable"));
        }
    }

    @Test
    void aReferenceThatIsCheckedLaterIsSoAfterwards() {
        execute(LATER.formatted("results"), LATER.formatted("configs"), CHILD_FIRST.formatted("", ""));
        intact.atomic().apply(CHANGE);
        execute("delete from registry where slug = 'late'");
        execute("delete from configs where id = 70");
        execute(CHILD_FIRST.formatted(", workstream_slug", ", 'w'"));
        assertThat(
                        rows(
                                "select conname, condeferred from pg_constraint where contype = 'f' and condeferrable order by 1"))
                .hasSize(2);
        assertFollows();
    }

    /** Nothing is to be filled in, so that nothing is missing in the row that comes first. */
    @Test
    void aReferenceThatIsCheckedLaterIsSoInEachStageWhereItsColumnsAreAllThere() {
        execute("""
                create table jobs (
                  id integer primary key, workflow_slug text references registry deferrable initially deferred,
                  workstream_slug text not null);
                """);
        var id = new AtomicInteger();
        throughout(CHANGE, () -> execute("""
                begin;
                insert into jobs values (%1$d, 'p%1$d', 'w');
                insert into registry (slug, workstream_slug) values ('p%1$d', 'w');
                commit;
                """.formatted(id.incrementAndGet())));
        assertThat(rows("select from jobs")).hasSize(id.get());
    }

    // ---- triggers of somebody else's

    /** Their functions name no schema, and one changes the reference itself. */
    @Test
    void triggersOfOthersFindWhatTheyAlwaysFindAndWhatTheyWriteIsFollowed() {
        execute("""
                create table audit (what text);
                create function audited() returns trigger language plpgsql as
                  'begin insert into audit values (tg_op || '' '' || new.id); return null; end';
                create trigger audit after insert or update on results for each row execute function audited();
                create function lower_case() returns trigger language plpgsql as
                  'begin new.workflow_slug := lower(new.workflow_slug); return new; end';
                create trigger lower_case before insert or update on results for each row execute function lower_case();
                create function more() returns trigger language plpgsql as
                  'begin update registry set workstream_slug = workstream_slug || ''!'' where slug = new.slug and workstream_slug !~ ''!''; return null; end';
                create trigger more after update on registry for each row execute function more();
                """);
        assertThat(intact.plan(CHANGE).toString())
                .contains("triggers fire for rows that are filled in public.results: audit, lower_case");
        var id = new AtomicInteger(1000);
        throughout(CHANGE, () -> execute("""
                insert into results (id, workflow_slug, item) values (%1$d, 'CLEAN', 'n%1$d');
                update results set workflow_slug = 'MERGE' where id = %1$d;
                update registry set workstream_slug = 'w%1$d' where slug = 'merge';
                """.formatted(id.incrementAndGet())));
        assertThat(rows("select from audit where what = 'INSERT 1001'")).hasSize(1);
        assertThat(rows("select workstream_slug from registry where slug = 'merge'"))
                .hasToString("[[w%d!]]".formatted(id.get()));
    }

    // ---- roles, sessions and statements

    @Test
    void aRoleWithoutRightsOnTheOtherTableGoesOn() throws SQLException {
        var role = "writer_" + System.nanoTime();
        execute("create role %s login".formatted(role));
        execute("grant select, insert, update, delete on results to " + role);
        expand(CHANGE);
        try (var writer = database.connectAs(role)) {
            on(
                    writer,
                    "insert into results (id, workflow_slug, item) values (90, 'clean', 'n'); update results set workflow_slug = 'score' where id = 90");
            execute("revoke all on results from %1$s; grant select, insert, update, delete on registry to %1$s"
                    .formatted(role));
            on(writer, "update registry set workstream_slug = 'ops'");
        }
        assertFollows();
        contract(CHANGE);
        execute("drop owned by %1$s; drop role %1$s".formatted(role));
    }

    @Test
    void aNaiveTriggerDoesNotFireInTheRoleOfAReplica() {
        execute(
                NAIVE_COLUMN,
                NAIVE_FILL,
                "set session_replication_role = replica; insert into results (id, workflow_slug, item) values (90, 'clean', 'n')");
        assertThat(workstream(90)).isEqualTo("null");
    }

    @Test
    void everyKindOfStatementIsFollowedInEachStageWhateverTheSessionsRoleAndSearchPath() {
        var id = new AtomicInteger(1000);
        throughout(
                CHANGE,
                () -> execute("set session_replication_role = replica; set search_path = pg_temp", """
                insert into public.results (id, workflow_slug, item) select %1$d + n, 'clean', n::text || '-%1$d' from generate_series(0, 4) n;
                with moved as (update public.registry set workstream_slug = case slug when 'clean' then 'merged' else 'cleaned' end || %1$d
                  where slug in ('clean', 'merge') returning slug)
                  update public.configs set workflow_slug = slug from moved where id = 3;
                insert into public.results (id, workflow_slug, item) values (%1$d, 'score', 'upserted %1$d')
                  on conflict (id) do update set workflow_slug = excluded.workflow_slug, item = excluded.item;
                merge into public.results r using (values (%1$d + 1, 'merge'), (%1$d + 5, 'score')) v (id, slug) on v.id = r.id
                  when matched then update set workflow_slug = slug, item = 'merged %1$d'
                  when not matched then insert (id, workflow_slug, item) values (v.id, slug, 'came %1$d');
                update public.registry p set workstream_slug = o.workstream_slug from public.registry o
                  where (p.slug, o.slug) in (('clean', 'merge'), ('merge', 'clean'));
                delete from public.results where id between %1$d + 2 and %1$d + 3;
                """.formatted(
                                id.addAndGet(10))));
        assertThat(rows("select count(*) from results where id >= 1000"))
                .hasToString("[[%d]]".formatted((id.get() - 1000) / 10 * 4));
    }

    /** Such a transaction does not see a child that has come since it began. The new foreign key does. */
    @Test
    void anUpdateOfAParentInAnOldSnapshotIsRefusedOnceThereIsAForeignKey() {
        expand(CHANGE);
        one.runs("begin isolation level repeatable read; select count(*) from results");
        execute("insert into results (workflow_slug, item) values ('clean', 'n')");
        one.begins("update registry set workstream_slug = 'ops' where slug = 'clean'")
                .fails("40001");
        one.runs("rollback");
        assertFollows();
        contract(CHANGE);
    }

    /** Until then nothing can: the run stops there, with everything old in its place. Emptied, the row is filled again. */
    @Test
    void anUpdateOfAParentInAnOldSnapshotBeforeThatIsFoundAndTheOldKeysStay() {
        var meanwhile = at(batch("configs"), () -> {
            one.runs("begin isolation level repeatable read; select count(*) from configs");
            execute("insert into configs (id, workflow_slug) values (77, 'clean')");
            one.runs("update registry set workstream_slug = 'ops' where slug = 'clean'; commit");
        });
        assertThat(catchThrowableOfType(ViolationsException.class, () -> meanwhile.apply(CHANGE))
                        .getMessage())
                .contains("id 77");
        execute("insert into registry values ('merge', 'web') on conflict (slug) do nothing");
        execute("update configs set workstream_slug = null where id = 77");
        assertFollowsWhereFilled();
        intact.apply(CHANGE);
        assertFollows();
    }

    // ---- columns of every kind

    @Test
    void namesThatNeedQuotesAndNumbersOfSeveralSizes() {
        execute("""
                create table "Re.g" ("S'lug" bigint primary key, "{0}" varchar(9) not null, "?" char(3) not null default 'x');
                create table "C\\d" ("new" integer primary key, "old" integer references "Re.g" on delete cascade, "?" text,
                  "parent" integer generated always as ("old" * 2) stored);
                insert into "Re.g" values (1, 'one'), (2, 'two');
                insert into "C\\d" values (1, 1, 'mine'), (2, 2, null), (3, null, null);
                """);
        var change = Change.of(
                "x",
                rekey("Re.g")
                        .from("S'lug")
                        .toPrimaryKey("S'lug", "{0}", "?")
                        .referencedBy(
                                "C\\d",
                                column("old").to("S'lug"),
                                column("referred").to("?")));
        assertThat(Change.parse(change.text())).isEqualTo(change);
        betweenStages(change, () -> execute("""
                        update "Re.g" set "{0}" = right("{0}" || 'x', 9), "?" = case "?" when 'y' then 'z' else 'y' end;
                        update "C\\d" set "old" = 3 - "old" where "new" <= 2;
                        """)).apply(change);
        assertThat(rows("select c.\"{0}\" = p.\"{0}\", c.\"referred\" = p.\"?\", c.\"?\", c.\"parent\" = \"old\" * 2"
                        + " from \"C\\d\" c left join \"Re.g\" p on \"old\" = \"S'lug\" order by \"new\""))
                .hasToString("[[true, true, mine, true], [true, true, null, true], [null, null, null, null]]");
        assertThat(intact.apply(change).changedAnything()).isFalse();
    }

    // ---- without a foreign key

    /** There was no order between the two. The new foreign key brings one. */
    @Test
    void aReferenceThatWasOnlyAHabitIsFilledWhicheverComesFirstUntilItIsHeld() {
        execute("create table visits (id integer primary key, slug text)", "insert into visits values (1, 'clean')");
        var change = Change.of(
                "x",
                BARE.widening("results", "workflow_slug", "item")
                        .referencedBy("visits", column("slug").to("slug")));
        at(batch("visits"), () -> execute("""
                        insert into visits values (2, 'soon'), (3, 'merge'), (4, null);
                        insert into registry values ('soon', 'w');
                        update registry set workstream_slug = 'ops' where slug = 'merge';
                        """)).apply(change, Phase.EXPAND);
        assertThat(rows("select workstream_slug from visits order by id")).hasToString("[[crm], [w], [ops], [null]]");
        assertThat(state(catchThrowable(() -> execute("insert into visits values (5, 'never')"))))
                .isIn("23503", "23514");
        contract(change);
    }
}
