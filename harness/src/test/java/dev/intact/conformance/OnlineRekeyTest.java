package dev.intact.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.intact.Intact;
import dev.intact.harness.Background;
import dev.intact.harness.OnEachServer;
import dev.intact.plan.Phase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be lost while a table gets a wider key and what refers to it follows: named interleavings, not luck. */
@OnEachServer
class OnlineRekeyTest extends RekeyRaces {
    private static final String BATCH = batch("results");

    OnlineRekeyTest(int version) throws SQLException {
        super(version);
    }

    @BeforeEach
    void create() {
        createTables();
    }

    // ---- filling what is there, and the parent's update

    @Test
    void aNaiveBatchThatWaitsForARowWritesWhatItsParentHadBefore() {
        execute(NAIVE_COLUMN, NAIVE_FOLLOW);
        one.runs("begin; update results set note = 'held' where id = 1");
        two.begins(NAIVE_BATCH).waits();
        one.runs("update registry set workstream_slug = 'ops' where slug = 'clean'; commit");
        two.goesOn();
        assertThat(workstream(1)).isEqualTo("crm");
        assertThat(rows("select workstream_slug from registry where slug = 'clean'"))
                .hasToString("[[ops]]");
    }

    @Test
    void aBatchThatWaitsForARowLeavesWhatItsParentHasNow() {
        filling(
                "begin; update results set note = 'held' where id = 1",
                () -> one.runs("update registry set workstream_slug = 'ops' where slug = 'clean'; commit"));
        assertThat(workstream(1) + workstream(2)).isEqualTo("opsops");
    }

    /** The row is only locked, so that the batch does not look at it again. */
    @Test
    void aBatchThatWaitsForALockedRowLosesNoUpdateOfTheParentThatWaitsToo() {
        filling("begin; select from results where id = 1 for update", () -> {
            two.begins("update registry set workstream_slug = 'ops' where slug = 'clean'")
                    .waits();
            one.runs("commit");
            two.goesOn();
        });
        assertThat(workstream(1) + workstream(2)).isEqualTo("opsops");
    }

    /** The update waits for a row that the batch has written and not yet committed. */
    @Test
    void anUpdateOfTheParentThatWaitsForTheBatchIsNotLost() {
        filling("begin; select from results where id = 3 for update", () -> {
            two.begins("update registry set workstream_slug = 'ops' where slug = 'clean'")
                    .waits();
            one.runs("commit");
            two.goesOn();
        });
        assertThat(workstream(1) + workstream(2)).isEqualTo("opsops");
    }

    @Test
    void anUpdateOfTheParentThatTheBatchWaitsForIsNotLostAndNotKeptIfItIsTakenBack() {
        for (var end : new String[] {"commit", "rollback"}) {
            filling("begin; update registry set workstream_slug = 'ops' where slug = 'clean'", () -> one.runs(end));
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
                        one.runs(before);
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
        one.runs("begin; update registry set workstream_slug = 'ops' where slug = 'merge'");
        two.runs("update results set workflow_slug = 'merge', item = 'moved' where id = 1");
        two.runs("insert into results (id, workflow_slug, item) values (50, 'merge', 'new')");
        one.runs("commit");
        assertThat(workstream(1) + workstream(50)).isEqualTo("webweb");
        one.runs("begin; update results set workflow_slug = 'clean', item = 'back' where id = 1");
        two.runs("update registry set workstream_slug = 'ops' where slug = 'clean'");
        one.runs("commit");
        assertThat(workstream(1)).isEqualTo("crm");
        assertThat(rows("select workstream_slug from registry where slug in ('clean', 'merge')"))
                .hasToString("[[ops], [ops]]");
    }

    @Test
    void aChildThatMovesToAParentWhichIsUpdatedHasItsNewValueInEachStageAndEitherOrder() {
        throughout(CHANGE, () -> {
            one.runs("begin; update registry set workstream_slug = workstream_slug || '1' where slug = 'merge'");
            two.begins("update results set workflow_slug = 'merge', item = 'moved' where id = 1");
            one.runs("commit");
            two.goesOn();
            assertFollowsWhereFilled();
            one.runs("begin; update results set workflow_slug = 'clean', item = 'back' where id = 1");
            two.begins("update registry set workstream_slug = workstream_slug || '2' where slug = 'clean'");
            one.runs("commit");
            two.goesOn();
        });
    }

    @Test
    void aChildThatMovesAwayFromAParentWhichIsUpdatedIsLeftAloneInEachStageAndEitherOrder() {
        throughout(CHANGE, () -> {
            one.runs("begin; update registry set workstream_slug = workstream_slug || '1' where slug = 'clean'");
            two.begins("update results set workflow_slug = 'merge', item = 'moved' where id = 1");
            one.runs("commit");
            two.goesOn();
            assertFollowsWhereFilled();
            one.runs("begin; update results set workflow_slug = 'clean', item = 'back' where id = 1");
            two.begins("update registry set workstream_slug = workstream_slug || '2' where slug = 'merge'");
            one.runs("commit");
            two.goesOn();
        });
    }

    @Test
    void aChildOfAParentThatIsUpdatedComesWithItsNewValueInEachStageAndEitherOrder() {
        var id = new AtomicInteger(100);
        throughout(CHANGE, () -> {
            one.runs("begin; update registry set workstream_slug = workstream_slug || '1' where slug = 'merge'");
            two.begins("insert into results (workflow_slug, item) values ('merge', 'i%d')"
                    .formatted(id.incrementAndGet()));
            one.runs("rollback");
            two.goesOn();
            assertFollowsWhereFilled();
            one.runs("begin; insert into configs values (%d, 'merge')".formatted(id.get()));
            two.begins("update registry set workstream_slug = workstream_slug || '2' where slug = 'merge'");
            one.runs("commit");
            two.goesOn();
        });
        assertThat(rows("select from results where item like 'i1_%'")).hasSize(id.get() - 100);
    }

    /** An application that creates what it refers to sees it, and nobody else does, as it always was. */
    @Test
    void aChildOfAParentThatIsNotYetCommittedIsRefusedAsAlwaysAndTheParentsOwnIsNot() {
        var id = new AtomicInteger(100);
        throughout(CHANGE, () -> {
            int n = id.incrementAndGet();
            one.runs("begin; insert into registry values ('p%1$d', 'w'); insert into configs values (%1$d, 'p%1$d')"
                    .formatted(n));
            for (var child : new String[] {
                "insert into results (workflow_slug, item) values ('p%d', 'i')",
                "insert into configs values (%1$d0, 'p%1$d')"
            }) {
                two.begins(child.formatted(n)).fails("23503");
            }
            one.runs("commit");
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
            one.runs("begin; update results set workflow_slug = 'merge', item = 'moved' where id = 1");
            two.begins("update registry set slug = 'mixed', workstream_slug = 'x' where slug = 'merge'");
            one.runs("commit");
            two.goesOn();
            assertThat(rows("select workflow_slug from results where id = 1")).hasToString("[[mixed]]");
            one.runs("begin; update registry set slug = 'merge', workstream_slug = 'y' where slug = 'mixed'");
            two.begins("update results set workflow_slug = 'mixed', item = 'lost' where id = 5");
            one.runs("commit");
            two.fails("23503");
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
            one.runs("begin; delete from registry where slug = 'p%d'".formatted(n));
            two.begins("insert into results (workflow_slug, item) values ('p%d', 'late')".formatted(n));
            one.runs("commit");
            two.fails("23503");
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
            one.runs("begin; update registry set workstream_slug = workstream_slug || '1' where slug = 'merge'");
            two.begins("update configs set workflow_slug = case id when 3 then 'merge' end where id in (2, 3);"
                    + " update configs set workflow_slug = case id when 2 then 'merge' end where id in (2, 3)");
            one.runs("commit");
            two.goesOn();
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
}
