package dev.intact.conformance;

import static dev.intact.Operations.rekey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Background;
import dev.intact.harness.OnEachServer;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import dev.intact.operation.SurrogateKey;
import dev.intact.plan.Phase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be lost when the old key gives way to the new one, and to a key of no meaning: named interleavings, not luck. */
@OnEachServer
class OnlineRekeySwapTest extends RekeyRaces {
    private static final String SWAP = "in access exclusive mode";

    OnlineRekeySwapTest(int version) throws SQLException {
        super(version);
    }

    @BeforeEach
    void create() {
        createTables();
    }

    // ---- the swap, and who writes across it

    @Test
    void aNaiveSwapThatEndsTheTriggersFirstLetsARowInThatRefersToNothing() {
        execute(NAIVE_COLUMN, NAIVE_BATCH, NAIVE_FILL, """
                alter table registry add unique (slug, workstream_slug);
                alter table results add foreign key (workflow_slug, workstream_slug) references registry (slug, workstream_slug);
                """);
        one.runs("begin; drop trigger fill on results; alter table results drop constraint results_workflow_slug_fkey");
        two.begins("insert into results (id, workflow_slug, item) values (50, 'nowhere', 'late')")
                .waits();
        one.runs("commit");
        two.goesOn();
        assertThat(workstream(50)).isEqualTo("null");
    }

    @Test
    void anOldInsertThatWaitsForTheSwapIsRefusedAfterwards() throws SQLException {
        assertThat(acrossTheSwap(
                        "insert into results (workflow_slug, item) values ('clean', 'late')",
                        "insert into configs (id, workflow_slug) values (9, 'clean')"))
                .containsExactly("23502", "23514");
        assertThat(rows("select count(*), (select count(*) from configs) from results"))
                .hasToString("[[6, 3]]");
    }

    @Test
    void aNewInsertThatWaitsForTheSwapComesIn() throws SQLException {
        assertThat(acrossTheSwap(
                        "insert into results (workflow_slug, workstream_slug, item) values ('clean', 'crm', 'late')",
                        "insert into results (workflow_slug, workstream_slug, item) values ('clean', 'crm', 'i1')"
                                + " on conflict (workflow_slug, item, workstream_slug) do update set note = 'late'"))
                .containsExactly("none", "none");
        execute("""
                insert into registry (slug, workstream_slug) values ('clean', 'web');
                insert into results (workflow_slug, workstream_slug, item) values ('clean', 'web', 'late');
                """);
        assertThat(rows("select workstream_slug, note from results where item = 'late' or note = 'late' order by 1, 2"))
                .hasToString("[[crm, late], [crm, null], [web, null]]");
    }

    /** What is still waiting when the new keys are there: {@return the states in which they end} */
    private List<String> acrossTheSwap(String... statements) throws SQLException {
        expand(CHANGE);
        var sessions = IntStream.range(0, statements.length)
                .mapToObj(i -> statements[i].startsWith("execute") ? two : race.session("session " + i))
                .toList();
        at("drop constraint \"registry_pkey\"", () -> {
                    for (int i = 0; i < statements.length; i++) {
                        sessions.get(i).begins(statements[i]).waits();
                    }
                })
                .apply(CHANGE, Phase.CONTRACT);
        var states = new ArrayList<String>();
        for (var session : sessions) {
            states.add(session.ends().map(SQLException::getSQLState).orElse("none"));
        }
        assertThat(intact.apply(CHANGE).changedAnything()).isFalse();
        assertNothingLeft();
        return states;
    }

    /** Two transactions, and there is a time between in which nothing is unique. */
    @Test
    void aNaiveSwapInTwoStepsLetsTheSameKeyInTwice() {
        execute("alter table registry drop constraint registry_pkey cascade");
        execute("insert into registry values ('clean', 'crm', 'again')");
        assertThat(state(catchThrowable(() -> execute("alter table registry add unique (slug, workstream_slug)"))))
                .isEqualTo("23505");
        assertThat(
                        rows(
                                "select conname from pg_constraint where conrelid = 'registry'::regclass and contype in ('p', 'u')"))
                .isEmpty();
    }

    /** One that was prepared, and planned for good, too. */
    @Test
    void anUpsertOnTheOldKeyThatWaitsForTheSwapIsToldThatThereIsNoSuchKey() throws SQLException {
        var upsert =
                "insert into registry values ('clean', 'crm', 'late') on conflict (slug) do update set title = excluded.title";
        two.runs("prepare prepared as " + upsert.replace("late", "prepared"));
        for (int times = 0; times < 6; times++) {
            two.runs("execute prepared");
        }
        assertThat(acrossTheSwap(
                        upsert,
                        "insert into registry values ('fresh', 'crm', 'late') on conflict (slug) do nothing",
                        "insert into results (workflow_slug, item, note) values ('clean', 'i1', 'late')"
                                + " on conflict (workflow_slug, item) do update set note = 'late'",
                        "execute prepared"))
                .containsOnly("42P10");
        assertThat(rows("select slug, title from registry order by slug"))
                .hasToString("[[clean, prepared], [merge, Merge], [score, Score]]");
        assertThat(rows("select from results where note is not null")).isEmpty();
    }

    /** The swap gives up its place in the queue, so that everyone goes on, and is done when the upsert has ended. */
    @Test
    void anUpsertOnTheOldKeyThatHasNotEndedDelaysOnlyTheSwapAndIsThereAfterwards() {
        expand(CHANGE);
        int attempts = delayed(
                "begin; insert into registry values ('clean', 'crm') on conflict (slug) do update set title = 'upserted';"
                        + " insert into results (workflow_slug, item) values ('clean', 'i1'), ('clean', 'i9') on conflict (workflow_slug, item) do update set note = 'upserted'",
                () -> execute("set lock_timeout = '5s'; update results set note = 'other' where id = 3"));
        assertThat(attempts).isGreaterThanOrEqualTo(3);
        assertThat(rows("select title from registry where slug = 'clean'")).hasToString("[[upserted]]");
        assertThat(rows("select note, workstream_slug from results where item in ('i1', 'i9') order by id"))
                .hasToString("[[upserted, crm], [other, web], [null, web], [null, crm]]");
    }

    private int delayed(String before, Runnable meanwhile) {
        var seen = new AtomicInteger();
        intact.lockTimeout(Duration.ofMillis(60))
                .onProgress(progress -> {
                    if (progress.step().sql().contains(SWAP)) {
                        int attempt = seen.incrementAndGet();
                        if (attempt == 1) {
                            one.runs(before);
                        } else if (attempt == 2) {
                            meanwhile.run();
                        } else if (attempt == 3) {
                            one.runs("commit");
                        }
                    }
                })
                .apply(CHANGE, Phase.CONTRACT);
        assertFollows();
        return seen.get();
    }

    // ---- locks

    @Test
    void aNaiveSwapBehindALongReaderKeepsEveryoneWaiting() {
        one.runs("begin; select from results");
        two.begins("alter table results drop constraint uq_results").waits();
        assertThat(state(catchThrowable(() -> execute("set lock_timeout = '20ms'; select from results"))))
                .isEqualTo("55P03");
        one.runs("commit");
        two.goesOn();
    }

    @Test
    void theSwapBehindALongReaderKeepsNobodyWaitingForLong() {
        expand(CHANGE);
        int attempts = delayed(
                "begin; select from results",
                () -> execute(
                        "set lock_timeout = '5s'; insert into results (workflow_slug, item) values ('clean', 'i9')",
                        "update registry set workstream_slug = 'ops' where slug = 'clean'"));
        assertThat(attempts).isGreaterThanOrEqualTo(3);
        assertThat(workstream(1)).isEqualTo("ops");
    }

    @Test
    void aNaiveSwapThatLocksTheParentFirstMeetsAWriterInADeadlock() {
        one.runs("set deadlock_timeout = '20ms'; begin; update results set note = 'mine' where id = 1");
        two.runs("set deadlock_timeout = '1h'; begin; lock table registry in access exclusive mode");
        two.begins("lock table results in access exclusive mode").waits();
        one.begins("update registry set title = 'mine' where slug = 'clean'").fails("40P01");
        one.runs("rollback");
        two.goesOn();
        two.runs("rollback");
    }

    /** The swap waits for the child's lock, and has not yet the parent's: the writer can go on to that. */
    @Test
    void aWriterOfAChildAndThenItsParentMeetsTheSwapInNoDeadlock() {
        expand(CHANGE);
        one.runs("begin; update results set note = 'mine' where id = 1");
        var patient = intact.lockTimeout(Duration.ofSeconds(30));
        var swap = Background.run(() -> patient.apply(CHANGE, Phase.CONTRACT));
        untilSomebodyWaits(swap, SWAP);
        one.runs("update registry set title = 'mine' where slug = 'clean'; commit");
        swap.join();
        assertThat(rows("select note, title from results join registry on slug = workflow_slug where results.id = 1"))
                .hasToString("[[mine, mine]]");
    }

    @Test
    void aNaiveLockOfTheChildThatWaitsForTheParentMeetsAWriterOfTheParentInADeadlock() {
        two.runs("set deadlock_timeout = '1h'; begin; lock table configs in access exclusive mode");
        one.runs("set deadlock_timeout = '20ms'; begin; update registry set title = 'mine' where slug = 'clean'");
        two.begins("lock table registry in share row exclusive mode").waits();
        one.begins("insert into configs values (9, 'clean')").fails("40P01");
        one.runs("rollback");
        two.goesOn();
        two.runs("rollback");
    }

    /** The run gives up what it has before the server looks for deadlocks, and tries again. */
    @Test
    void aWriterOfAParentAndThenItsChildGoesOnWhenTheColumnsComeAndAtTheSwap() {
        var seen = new AtomicInteger();
        intact.lockTimeout(Duration.ofMillis(60))
                .onProgress(progress -> {
                    if (progress.step().sql().equals("lock table \"public\".\"registry\" in share row exclusive mode")
                            && seen.incrementAndGet() == 1) {
                        one.runs(
                                "begin; update registry set title = 'mine', workstream_slug = 'ops' where slug = 'clean'");
                        one.begins("insert into configs values (9, 'clean'); commit")
                                .waits();
                    }
                })
                .apply(CHANGE, Phase.EXPAND);
        one.goesOn();
        assertThat(seen.get()).isGreaterThanOrEqualTo(2);
        assertFollows();

        one.runs("begin; update registry set title = 'again' where slug = 'clean'");
        var hasty = intact.lockTimeout(Duration.ofMillis(60));
        var swap = Background.run(() -> hasty.apply(CHANGE, Phase.CONTRACT));
        untilSomebodyWaits(swap, SWAP);
        one.begins("insert into results (workflow_slug, item) values ('clean', 'mine'); commit")
                .goesOn();
        swap.join();
        assertThat(
                        rows(
                                "select title, (select count(*) from results where item = 'mine') from registry where slug = 'clean'"))
                .hasToString("[[again, 1]]");
        assertFollows();
    }

    // ---- a key of no meaning

    private static final Change NUMBERED = Change.of(
            "x",
            rekey("registry")
                    .from("slug")
                    .toUnique("slug", "workstream_slug")
                    .withPrimaryKey("id", SurrogateKey.IDENTITY)
                    .widening("results", "workflow_slug", "item"));

    private Object file() {
        return rows("select pg_relation_filenode('registry')").get(0).get(0);
    }

    @Test
    void aNaiveSurrogateWritesTheWholeTableAnewBehindALock() {
        var file = file();
        execute("alter table registry add id uuid not null default gen_random_uuid()");
        assertThat(file()).isNotEqualTo(file);
    }

    @Test
    void rowsThatComeWhileASurrogateIsFilledHaveOneToo() {
        execute("insert into registry select 's' || n, 'w', repeat('x', 500) from generate_series(1, 300) n");
        var file = file();
        var id = new AtomicInteger();
        throughout(CHANGE, () -> execute("""
                insert into registry values ('new%1$d', 'w', repeat('y', 500));
                update registry set title = title || '.' where slug = 's%1$d';
                insert into registry values ('s%1$d', 'w') on conflict (slug) do update set title = 'again';
                """.formatted(id.incrementAndGet())));
        assertThat(rows("select count(*), count(id), count(distinct id) from registry"))
                .hasToString("[[%1$d, %1$d, %1$d]]".formatted(303 + id.get()));
        assertThat(file()).isEqualTo(file);
    }

    /** What is read before the lock is not all that has been counted. */
    @Test
    void aNaiveCountThatGoesOnFromTheGreatestNumberThatIsSeenGivesOneTwice() {
        execute("""
                alter table registry add id bigint unique;
                create sequence numbers owned by registry.id;
                alter table registry alter id set default nextval('numbers');
                update registry set id = default;
                """);
        var greatest = rows("select max(id) from registry").get(0).get(0);
        execute("insert into registry values ('late', 'w')");
        execute("""
                alter table registry alter id set not null, alter id drop default;
                alter table registry alter id add generated by default as identity (start with %s);
                """.formatted((long) greatest + 1));
        assertThat(state(catchThrowable(() -> execute("insert into registry values ('next', 'w')"))))
                .isEqualTo("23505");
    }

    @Test
    void numbersGoOnFromTheLastOneThatWasGivenThoughItIsNotYetCommitted() {
        var seen = new AtomicInteger();
        intact.lockTimeout(Duration.ofMillis(60))
                .onProgress(progress -> {
                    if (progress.step().sql().equals("lock table \"public\".\"registry\" in access exclusive mode")) {
                        int attempt = seen.incrementAndGet();
                        if (attempt == 1) {
                            one.runs("begin; insert into registry values ('late', 'w'), ('later', 'w')");
                        } else if (attempt == 2) {
                            one.runs("commit");
                        }
                    }
                })
                .apply(NUMBERED);
        assertThat(seen.get()).isGreaterThanOrEqualTo(2);
        execute("insert into registry values ('next', 'w')");
        assertThat(rows("select slug from registry order by id").subList(3, 6))
                .hasToString("[[late], [later], [next]]");
        assertThat(rows("select id from registry order by id")).hasToString("[[1], [2], [3], [4], [5], [6]]");
        assertThat(intact.apply(NUMBERED).changedAnything()).isFalse();
    }

    @Test
    void rowsThatComeInEachStageHaveNumbersOfTheirOwn() {
        var id = new AtomicInteger();
        throughout(
                NUMBERED, () -> execute("insert into registry values ('new%d', 'w')".formatted(id.incrementAndGet())));
        execute("insert into registry values ('next', 'w')");
        assertThat(rows("select count(*), count(distinct id), max(id) from registry"))
                .hasToString("[[%1$d, %1$d, %1$d]]".formatted(4 + id.get()));
        assertThat(rows("select relname from pg_class where relname ~ 'intact'"))
                .isEmpty();
    }

    @Test
    void aRunThatDiesBeforeAllRowsHaveAKeyGivesOneToTheRest() {
        for (var change : List.of(CHANGE, NUMBERED)) {
            dieAt("update only \"public\".\"registry\" set \"id\" = default", change);
            execute("insert into registry values ('next', 'w'); update registry set id = default where slug = 'score'");
            intact.apply(change);
            assertThat(rows("select count(distinct id) from registry")).hasToString("[[4]]");
            execute("drop table results, configs, registry");
            createTables();
        }
    }

    // ---- replication

    @Test
    void aNaiveSwapInTwoStepsKeepsWritersFromAPublishedTable() {
        execute("create publication everything for all tables");
        execute("alter table registry drop constraint registry_pkey cascade");
        assertThat(state(catchThrowable(() -> execute("update registry set title = 'x'"))))
                .isEqualTo("55000");
    }

    @Test
    void publishedTablesAreWrittenToInEachStageAndThePlanSaysWhatSubscribersNeed() {
        for (var publication : new String[] {"for all tables", "for table registry, results, configs"}) {
            execute("drop publication if exists p; create publication p " + publication);
            assertThat(intact.plan(CHANGE).toString())
                    .contains("results is published by")
                    .contains("configs is published by")
                    .contains("subscribers need the new columns (workstream_slug)")
                    .contains("registry is published by")
                    .contains("(id)");
        }
        throughout(CHANGE, () -> execute("""
                insert into registry values ('x', 'w');
                update registry set title = title || '.', workstream_slug = workstream_slug || '.';
                update results set note = 'x';
                delete from registry where slug = 'x';
                """));
        assertThat(rows("select tablename from pg_publication_tables where pubname = 'p' order by 1"))
                .hasToString("[[configs], [registry], [results]]");
    }

    @Test
    void aKeyThatIsAReplicaIdentityByNameIsRefusedBeforeAnythingIsTouched() {
        for (var identity : new String[] {
            "alter table registry replica identity using index registry_pkey",
            "alter table results replica identity using index uq_results"
        }) {
            execute(identity);
            var before = Snapshot.of(database);
            assertThatThrownBy(() -> intact.apply(CHANGE))
                    .isInstanceOf(UnsupportedChangeException.class)
                    .hasMessageContaining("replica identity");
            assertThat(Snapshot.of(database)).isEqualTo(before);
            execute(identity.replaceFirst("using.*", "default"));
        }
        execute("alter table registry replica identity full");
        intact.apply(CHANGE);
        assertThat(rows("select relreplident::text from pg_class where relname = 'registry'"))
                .hasToString("[[f]]");
    }

    // ---- two parents of one old key

    @Test
    void aNaiveTriggerThatStaysAfterTheSwapPicksOneOfTwoParentsInSilence() {
        execute(NAIVE_COLUMN, NAIVE_BATCH, NAIVE_FILL, """
                alter table results drop constraint results_workflow_slug_fkey;
                alter table registry drop constraint registry_pkey cascade, add unique (slug, workstream_slug);
                insert into registry values ('clean', 'web');
                insert into results (id, workflow_slug, item) values (50, 'clean', 'whose');
                """);
        assertThat(workstream(50)).isIn("crm", "web");
    }

    @Test
    void nothingIsFilledOnceAKeyMayBeTwoParents() {
        intact.apply(CHANGE);
        execute("insert into registry (slug, workstream_slug) values ('clean', 'web')");
        for (var silent : new String[] {
            "insert into results (workflow_slug, item) values ('clean', 'whose')",
            "update results set workflow_slug = 'clean' where id = 3"
        }) {
            var refused = catchThrowable(() -> execute(silent));
            if (refused == null) {
                // It says which, by the workstream that it keeps.
                assertThat(workstream(3)).isEqualTo("web");
            } else {
                assertThat(state(refused)).isIn("23502", "23503");
            }
        }
        execute("""
                insert into results (workflow_slug, workstream_slug, item) values ('clean', 'crm', 'i9'), ('clean', 'web', 'i9');
                update registry set workstream_slug = 'ops' where (slug, workstream_slug) = ('clean', 'web');
                """);
        assertThat(rows("select workstream_slug from results where item = 'i9' order by 1"))
                .hasToString("[[crm], [ops]]");
    }
}
