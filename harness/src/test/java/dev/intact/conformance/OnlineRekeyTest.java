package dev.intact.conformance;

import static dev.intact.Operations.rekey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.intact.Intact;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Background;
import dev.intact.operation.Change;
import dev.intact.operation.SurrogateKey;
import dev.intact.plan.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be lost while a table gets a wider key and what refers to it follows: named interleavings, not luck. */
@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(ints = {14, 18})
class OnlineRekeyTest extends RekeyRaces {
    private static final String BATCH = batch("results");
    private static final String SWAP = "in access exclusive mode";

    OnlineRekeyTest(int version) throws SQLException {
        super(version);
    }

    @BeforeEach
    void create() {
        createTables();
    }

    // ---- filling what is there, and the parent's update

    private static final String NAIVE_COLUMN = "alter table results add workstream_slug text";

    private static final String NAIVE_BATCH =
            "update results r set workstream_slug = p.workstream_slug from registry p where p.slug = r.workflow_slug";

    /** What follows the parent, as one would write it first. */
    private static final String NAIVE_FOLLOW = """
            create function follow() returns trigger language plpgsql as
              'begin update results set workstream_slug = new.workstream_slug where workflow_slug = new.slug; return null; end';
            create trigger follow after update on registry for each row execute function follow();
            """;

    /** What fills rows that come, or refer elsewhere, as one would write it first. */
    private static final String NAIVE_FILL = """
            create function fill() returns trigger language plpgsql as
              'begin select workstream_slug into new.workstream_slug from registry where slug = new.workflow_slug; return new; end';
            create trigger fill before insert or update of workflow_slug on results for each row execute function fill();
            """;

    private String workstream(int result) {
        return rows("select workstream_slug from results where id = " + result)
                        .get(0)
                        .get(0) + "";
    }

    @Test
    void aNaiveBatchThatWaitsForARowWritesWhatItsParentHadBefore() {
        execute(NAIVE_COLUMN, NAIVE_FOLLOW);
        on(one, "begin; update results set note = 'held' where id = 1");
        var batch = waiting(two, NAIVE_BATCH);
        on(one, "update registry set workstream_slug = 'ops' where slug = 'clean'; commit");
        batch.join();
        assertThat(workstream(1)).isEqualTo("crm");
        assertThat(rows("select workstream_slug from registry where slug = 'clean'"))
                .hasToString("[[ops]]");
    }

    @Test
    void aBatchThatWaitsForARowLeavesWhatItsParentHasNow() {
        filling(
                "begin; update results set note = 'held' where id = 1",
                () -> on(one, "update registry set workstream_slug = 'ops' where slug = 'clean'; commit"));
        assertThat(workstream(1) + workstream(2)).isEqualTo("opsops");
    }

    /** The row is only locked, so that the batch does not look at it again. */
    @Test
    void aBatchThatWaitsForALockedRowLosesNoUpdateOfTheParentThatWaitsToo() {
        filling("begin; select from results where id = 1 for update", () -> {
            var update = waiting(two, "update registry set workstream_slug = 'ops' where slug = 'clean'");
            on(one, "commit");
            update.join();
        });
        assertThat(workstream(1) + workstream(2)).isEqualTo("opsops");
    }

    /** The update waits for a row that the batch has written and not yet committed. */
    @Test
    void anUpdateOfTheParentThatWaitsForTheBatchIsNotLost() {
        filling("begin; select from results where id = 3 for update", () -> {
            var update = waiting(two, "update registry set workstream_slug = 'ops' where slug = 'clean'");
            on(one, "commit");
            update.join();
        });
        assertThat(workstream(1) + workstream(2)).isEqualTo("opsops");
    }

    @Test
    void anUpdateOfTheParentThatTheBatchWaitsForIsNotLostAndNotKeptIfItIsTakenBack() {
        for (var end : new String[] {"commit", "rollback"}) {
            filling("begin; update registry set workstream_slug = 'ops' where slug = 'clean'", () -> on(one, end));
            assertThat(workstream(1) + workstream(2)).isEqualTo(end.equals("commit") ? "opsops" : "crmcrm");
            execute("drop table results, configs, registry");
            createTables();
        }
    }

    /** Begins the batch when that is done, and the rest when the batch waits for it. */
    private void filling(String before, Runnable meanwhile) {
        var seen = new AtomicInteger();
        var patient = Intact.using(database.dataSource())
                .lockTimeout(Duration.ofSeconds(30))
                .onProgress(progress -> {
                    if (progress.step().sql().startsWith(BATCH) && seen.incrementAndGet() == 1) {
                        on(one, before);
                    }
                });
        var run = Background.run(() -> patient.apply(CHANGE, Phase.EXPAND));
        untilSomebodyWaits(run, BATCH);
        meanwhile.run();
        run.join();
        assertFollows();
        contract(CHANGE);
        assertFollows();
    }

    // ---- a child that comes, or moves, and the parent's update

    @Test
    void aNaiveTriggerFillsWhatTheParentHadBefore() {
        execute(NAIVE_COLUMN, NAIVE_BATCH, NAIVE_FOLLOW, NAIVE_FILL);
        assertMoveAndUpdateAreApart();
    }

    /** The workstream is no part of a key yet: its update does not wait for who locks the key. */
    @Test
    void aNaiveTriggerThatLocksTheParentBeforeThereIsAnIndexDoesSoInVain() {
        execute(
                NAIVE_COLUMN,
                NAIVE_BATCH,
                NAIVE_FOLLOW,
                NAIVE_FILL.replace("new.workflow_slug; return", "new.workflow_slug for key share; return"));
        assertMoveAndUpdateAreApart();
    }

    private void assertMoveAndUpdateAreApart() {
        on(one, "begin; update registry set workstream_slug = 'ops' where slug = 'merge'");
        on(two, "update results set workflow_slug = 'merge', item = 'moved' where id = 1");
        on(two, "insert into results (id, workflow_slug, item) values (50, 'merge', 'new')");
        on(one, "commit");
        assertThat(workstream(1) + workstream(50)).isEqualTo("webweb");
        on(one, "begin; update results set workflow_slug = 'clean', item = 'back' where id = 1");
        on(two, "update registry set workstream_slug = 'ops' where slug = 'clean'");
        on(one, "commit");
        assertThat(workstream(1)).isEqualTo("crm");
        assertThat(rows("select workstream_slug from registry where slug in ('clean', 'merge')"))
                .hasToString("[[ops], [ops]]");
    }

    @Test
    void aChildThatMovesToAParentWhichIsUpdatedHasItsNewValueInEachStageAndEitherOrder() {
        throughout(CHANGE, () -> {
            on(one, "begin; update registry set workstream_slug = workstream_slug || '1' where slug = 'merge'");
            var move = begun(two, "update results set workflow_slug = 'merge', item = 'moved' where id = 1");
            on(one, "commit");
            move.join();
            assertFollowsWhereFilled();
            on(one, "begin; update results set workflow_slug = 'clean', item = 'back' where id = 1");
            var update =
                    begun(two, "update registry set workstream_slug = workstream_slug || '2' where slug = 'clean'");
            on(one, "commit");
            update.join();
        });
    }

    @Test
    void aChildThatMovesAwayFromAParentWhichIsUpdatedIsLeftAloneInEachStageAndEitherOrder() {
        throughout(CHANGE, () -> {
            on(one, "begin; update registry set workstream_slug = workstream_slug || '1' where slug = 'clean'");
            var move = begun(two, "update results set workflow_slug = 'merge', item = 'moved' where id = 1");
            on(one, "commit");
            move.join();
            assertFollowsWhereFilled();
            on(one, "begin; update results set workflow_slug = 'clean', item = 'back' where id = 1");
            var update =
                    begun(two, "update registry set workstream_slug = workstream_slug || '2' where slug = 'merge'");
            on(one, "commit");
            update.join();
        });
    }

    @Test
    void aChildOfAParentThatIsUpdatedComesWithItsNewValueInEachStageAndEitherOrder() {
        var id = new AtomicInteger(100);
        throughout(CHANGE, () -> {
            on(one, "begin; update registry set workstream_slug = workstream_slug || '1' where slug = 'merge'");
            var insertion = begun(
                    two,
                    "insert into results (workflow_slug, item) values ('merge', 'i%d')"
                            .formatted(id.incrementAndGet()));
            on(one, "rollback");
            insertion.join();
            assertFollowsWhereFilled();
            on(one, "begin; insert into configs values (%d, 'merge')".formatted(id.get()));
            var update =
                    begun(two, "update registry set workstream_slug = workstream_slug || '2' where slug = 'merge'");
            on(one, "commit");
            update.join();
        });
        assertThat(rows("select from results where item like 'i1_%'")).hasSize(id.get() - 100);
    }

    /** An application that creates what it refers to sees it, and nobody else does, as it always was. */
    @Test
    void aChildOfAParentThatIsNotYetCommittedIsRefusedAsAlwaysAndTheParentsOwnIsNot() {
        var id = new AtomicInteger(100);
        throughout(CHANGE, () -> {
            int n = id.incrementAndGet();
            on(
                    one,
                    "begin; insert into registry values ('p%1$d', 'w'); insert into configs values (%1$d, 'p%1$d')"
                            .formatted(n));
            for (var child : new String[] {
                "insert into results (workflow_slug, item) values ('p%d', 'i')",
                "insert into configs values (%1$d0, 'p%1$d')"
            }) {
                assertThat(state(catchThrowable(() -> on(two, child.formatted(n)))))
                        .isEqualTo("23503");
            }
            on(one, "commit");
        });
    }

    // ---- the parent's key is updated, or its row deleted

    /** The foreign key's own trigger fires later: it finds no row of the new key yet. */
    @Test
    void aNaiveTriggerThatFiresBeforeTheForeignKeysFollowsNoNewKey() {
        execute(NAIVE_COLUMN, NAIVE_BATCH, NAIVE_FOLLOW.replace("trigger follow after", "trigger \"A_follow\" after"));
        execute("update registry set slug = 'tidy', workstream_slug = 'ops' where slug = 'clean'");
        assertThat(rows("select workflow_slug, workstream_slug from results where id = 1"))
                .hasToString("[[tidy, crm]]");
    }

    @Test
    void aKeyThatIsUpdatedTogetherWithTheWorkstreamTakesItsChildrenAlongInEachStage() {
        throughout(CHANGE, () -> execute("""
                update registry set slug = 'tidy', workstream_slug = workstream_slug || '1' where slug = 'clean';
                update registry set slug = 'clean' where slug = 'tidy';
                update registry set slug = case slug when 'merge' then 'score' else 'merge' end || '_',
                  workstream_slug = workstream_slug || '2' where slug in ('merge', 'score');
                update registry set slug = rtrim(slug, '_') where slug like '%\\_';
                """));
        assertThat(rows("select count(*) from results")).hasToString("[[6]]");
        assertThat(rows("select workflow_slug from configs order by id"))
                .hasToString("[[clean], [%s], [null]]"
                        .formatted(rows("select workflow_slug from results where id = 3")
                                .get(0)
                                .get(0)));
    }

    @Test
    void aChildThatMovesToAParentWhoseKeyIsUpdatedIsRefusedOrFollowsInEachStage() {
        throughout(CHANGE, () -> {
            on(one, "begin; update results set workflow_slug = 'merge', item = 'moved' where id = 1");
            var update = begun(two, "update registry set slug = 'mixed', workstream_slug = 'x' where slug = 'merge'");
            on(one, "commit");
            update.join();
            assertThat(rows("select workflow_slug from results where id = 1")).hasToString("[[mixed]]");
            on(one, "begin; update registry set slug = 'merge', workstream_slug = 'y' where slug = 'mixed'");
            var move = begun(two, "update results set workflow_slug = 'mixed', item = 'lost' where id = 5");
            on(one, "commit");
            assertThat(state(catchThrowable(move::join))).isEqualTo("23503");
            execute("update results set workflow_slug = 'clean', item = 'i1' where id = 1");
        });
    }

    /** As in the sequence that one finds: the old foreign keys end, later come the new ones. */
    @Test
    void aNaiveSequenceLosesAChildBetweenTheOldForeignKeyAndTheNew() {
        execute(NAIVE_COLUMN, NAIVE_BATCH, "alter table results drop constraint results_workflow_slug_fkey");
        execute("delete from registry where slug = 'clean'");
        assertThatThrownBy(
                        () -> database.execute(
                                "alter table registry add unique (slug, workstream_slug)",
                                "alter table results add foreign key (workflow_slug, workstream_slug) references registry (slug, workstream_slug)"))
                .hasMessageContaining("violates foreign key");
        assertThat(rows("select from results r left join registry p on p.slug = r.workflow_slug where p.slug is null"))
                .hasSize(2);
    }

    @Test
    void aParentThatIsDeletedTakesItsChildrenAlongOrLeavesThemWithoutOneInEachStage() {
        var id = new AtomicInteger(100);
        throughout(CHANGE, () -> {
            int n = id.incrementAndGet();
            execute("""
                    insert into registry values ('p%1$d', 'w');
                    insert into results (workflow_slug, item) values ('p%1$d', 'i');
                    insert into configs values (%1$d, 'p%1$d');
                    """.formatted(n));
            on(one, "begin; delete from registry where slug = 'p%d'".formatted(n));
            var insertion = begun(two, "insert into results (workflow_slug, item) values ('p%d', 'late')".formatted(n));
            on(one, "commit");
            assertThat(state(catchThrowable(insertion::join))).isEqualTo("23503");
        });
        assertThat(rows("select from results where id >= 1000")).isEmpty();
        assertThat(rows("select from configs where id > 100 and workflow_slug is null"))
                .hasSize(id.get() - 100);
    }

    // ---- references that are NULL

    @Test
    void aNaiveForeignKeyLetsHalfAReferenceThroughToNowhere() {
        execute(
                "alter table configs add workstream_slug text; alter table registry add unique (slug, workstream_slug)",
                "alter table configs add foreign key (workflow_slug, workstream_slug) references registry (slug, workstream_slug),"
                        + " drop constraint configs_workflow_slug_fkey",
                "insert into configs (id, workflow_slug) values (9, 'nowhere')");
        assertThat(rows("select workflow_slug, workstream_slug from configs where id = 9"))
                .hasToString("[[nowhere, null]]");
    }

    @Test
    void aReferenceThatIsEmptiedAndSetAgainIsWholeOrNoneInEachStageAndAfter() {
        throughout(CHANGE, () -> {
            on(one, "begin; update registry set workstream_slug = workstream_slug || '1' where slug = 'merge'");
            var both = begun(
                    two,
                    "update configs set workflow_slug = case id when 3 then 'merge' end where id in (2, 3);"
                            + " update configs set workflow_slug = case id when 2 then 'merge' end where id in (2, 3)");
            on(one, "commit");
            both.join();
        });
        for (var half : new String[] {
            "insert into configs (id, workflow_slug) values (9, 'merge')",
            "insert into configs (id, workflow_slug) values (9, 'nowhere')",
            "insert into configs (id, workstream_slug) values (9, 'web')",
            "update configs set workflow_slug = null where id = 1"
        }) {
            assertThat(state(catchThrowable(() -> execute(half)))).isEqualTo("23514");
        }
    }

    // ---- the swap, and who writes across it

    @Test
    void aNaiveSwapThatEndsTheTriggersFirstLetsARowInThatRefersToNothing() {
        execute(NAIVE_COLUMN, NAIVE_BATCH, NAIVE_FILL, """
                alter table registry add unique (slug, workstream_slug);
                alter table results add foreign key (workflow_slug, workstream_slug) references registry (slug, workstream_slug);
                """);
        on(one, "begin; drop trigger fill on results; alter table results drop constraint results_workflow_slug_fkey");
        var insertion = waiting(two, "insert into results (id, workflow_slug, item) values (50, 'nowhere', 'late')");
        on(one, "commit");
        insertion.join();
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
        var connections = new ArrayList<Connection>();
        var waiting = new ArrayList<CompletableFuture<Void>>();
        for (var each : statements) {
            connections.add(each.startsWith("execute") ? two : database.connect());
        }
        at("drop constraint \"registry_pkey\"", () -> {
                    for (int i = 0; i < statements.length; i++) {
                        waiting.add(waiting(connections.get(i), statements[i]));
                    }
                })
                .apply(CHANGE, Phase.CONTRACT);
        var states = new ArrayList<String>();
        for (int i = 0; i < statements.length; i++) {
            var failure = catchThrowable(waiting.get(i)::join);
            states.add(failure == null ? "none" : state(failure));
            connections.get(i).close();
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
        on(two, "prepare prepared as " + upsert.replace("late", "prepared"));
        for (int times = 0; times < 6; times++) {
            on(two, "execute prepared");
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
                            on(one, before);
                        } else if (attempt == 2) {
                            meanwhile.run();
                        } else if (attempt == 3) {
                            on(one, "commit");
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
        on(one, "begin; select from results");
        var swap = waiting(two, "alter table results drop constraint uq_results");
        assertThat(state(catchThrowable(() -> execute("set lock_timeout = '20ms'; select from results"))))
                .isEqualTo("55P03");
        on(one, "commit");
        swap.join();
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
        on(one, "set deadlock_timeout = '20ms'; begin; update results set note = 'mine' where id = 1");
        on(two, "set deadlock_timeout = '1h'; begin; lock table registry in access exclusive mode");
        var swap = waiting(two, "lock table results in access exclusive mode");
        assertThat(state(catchThrowable(() -> on(one, "update registry set title = 'mine' where slug = 'clean'"))))
                .isEqualTo("40P01");
        on(one, "rollback");
        swap.join();
        on(two, "rollback");
    }

    /** The swap waits for the child's lock, and has not yet the parent's: the writer can go on to that. */
    @Test
    void aWriterOfAChildAndThenItsParentMeetsTheSwapInNoDeadlock() {
        expand(CHANGE);
        on(one, "begin; update results set note = 'mine' where id = 1");
        var patient = intact.lockTimeout(Duration.ofSeconds(30));
        var swap = Background.run(() -> patient.apply(CHANGE, Phase.CONTRACT));
        untilSomebodyWaits(swap, SWAP);
        on(one, "update registry set title = 'mine' where slug = 'clean'; commit");
        swap.join();
        assertThat(rows("select note, title from results join registry on slug = workflow_slug where results.id = 1"))
                .hasToString("[[mine, mine]]");
    }

    @Test
    void aNaiveLockOfTheChildThatWaitsForTheParentMeetsAWriterOfTheParentInADeadlock() {
        on(two, "set deadlock_timeout = '1h'; begin; lock table configs in access exclusive mode");
        on(one, "set deadlock_timeout = '20ms'; begin; update registry set title = 'mine' where slug = 'clean'");
        var lock = waiting(two, "lock table registry in share row exclusive mode");
        assertThat(state(catchThrowable(() -> on(one, "insert into configs values (9, 'clean')"))))
                .isEqualTo("40P01");
        on(one, "rollback");
        lock.join();
        on(two, "rollback");
    }

    /** The run gives up what it has before the server looks for deadlocks, and tries again. */
    @Test
    void aWriterOfAParentAndThenItsChildGoesOnWhenTheColumnsComeAndAtTheSwap() {
        var seen = new AtomicInteger();
        var writing = new ArrayList<CompletableFuture<Void>>();
        intact.lockTimeout(Duration.ofMillis(60))
                .onProgress(progress -> {
                    if (progress.step().sql().equals("lock table \"public\".\"registry\" in share row exclusive mode")
                            && seen.incrementAndGet() == 1) {
                        on(
                                one,
                                "begin; update registry set title = 'mine', workstream_slug = 'ops' where slug = 'clean'");
                        writing.add(waiting(one, "insert into configs values (9, 'clean'); commit"));
                    }
                })
                .apply(CHANGE, Phase.EXPAND);
        writing.get(0).join();
        assertThat(seen.get()).isGreaterThanOrEqualTo(2);
        assertFollows();

        on(one, "begin; update registry set title = 'again' where slug = 'clean'");
        var hasty = intact.lockTimeout(Duration.ofMillis(60));
        var swap = Background.run(() -> hasty.apply(CHANGE, Phase.CONTRACT));
        untilSomebodyWaits(swap, SWAP);
        on(one, "insert into results (workflow_slug, item) values ('clean', 'mine'); commit");
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
                            on(one, "begin; insert into registry values ('late', 'w'), ('later', 'w')");
                        } else if (attempt == 2) {
                            on(one, "commit");
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
