package dev.intact.conformance;

import static dev.intact.Operations.rekey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.error.DifferentShapeException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import dev.intact.operation.Reverse;
import dev.intact.operation.SurrogateKey;
import dev.intact.plan.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rekey in two phases, dying and going on, with all kinds of writers between. */
class RekeyPhasesTest extends RekeyRaces {
    RekeyPhasesTest() throws SQLException {
        super(18);
    }

    @BeforeEach
    void create() {
        createTables();
    }

    private List<? extends List<?>> all() {
        return rows("select to_jsonb(r) from results r union all select to_jsonb(c) from configs c"
                + " union all select to_jsonb(g) from registry g order by 1");
    }

    @Test
    void oldApplicationsGoOnThroughAllOfExpandAndNewOnesFromItsEnd() {
        var stages = new AtomicInteger();
        throughout(CHANGE, () -> {
            oldApplication();
            stages.incrementAndGet();
        });
        assertThat(stages.get()).isGreaterThan(15);
    }

    @Test
    void daysMayLieBetweenThePhases() {
        expand(CHANGE);
        assertThat(intact.apply(CHANGE, Phase.EXPAND).changedAnything()).isFalse();
        for (int day = 0; day < 3; day++) {
            oldApplication();
            newApplication();
            assertThat(intact.apply(CHANGE, Phase.EXPAND).changedAnything()).isFalse();
            assertFollows();
        }
        var rows = all();
        contract(CHANGE);
        assertThat(all()).isEqualTo(rows);
        assertThat(intact.apply(CHANGE, Phase.CONTRACT).changedAnything()).isFalse();
        assertThat(intact.apply(CHANGE, Phase.EXPAND).changedAnything()).isFalse();
    }

    @Test
    void aRunThatDiesAnywhereIsFinishedByTheNext() {
        var deaths = List.of(
                "unique using index",
                "alter column \"id\" set default",
                "update only \"public\".\"registry\"",
                "alter column \"id\" set not null",
                "\"uq_registry_id\"",
                "lock table \"public\".\"configs\"",
                "enable always trigger",
                batch("configs"),
                "check ((\"workflow_slug\" is null",
                "references \"public\".\"registry\"",
                "comment on function",
                batch("results"),
                "check (\"workstream_slug\" is not null)",
                "validate constraint \"results",
                "\"uq_results_workflow_slug_item_workstream_slug\"",
                "in access exclusive mode",
                "drop function",
                "drop constraint \"registry_pkey\"");
        for (var death : deaths) {
            dieAt(death, CHANGE);
            oldApplication();
            assertFollowsWhereFilled();
        }
        assertThat(intact.apply(CHANGE).changedAnything()).isTrue();
        assertThat(intact.apply(CHANGE).changedAnything()).isFalse();
        assertNothingLeft();
        assertFollows();
        assertThat(rows("select from results where workflow_slug = 'score' and item ~ '^i1[0-9]+'"))
                .hasSize(deaths.size());
    }

    @Test
    void aRunThatDiesBetweenTwoBatchesGoesOnWithTheRowsThatAreLeft() {
        execute("insert into results (workflow_slug, item, note)"
                + " select 'clean', 'n' || n, repeat('x', 500) from generate_series(1, 3000) n");
        dieAt(batch("results"), CHANGE);
        var done = intact.plan(CHANGE).steps().stream()
                .filter(step -> isBatch(step.sql()) && step.sql().contains("results"))
                .findFirst()
                .orElseThrow();
        execute(halfOfABatch(done.sql()));
        int filled =
                rows("select from results where workstream_slug is not null").size();
        assertThat(filled).isBetween(1, 3000);
        execute("create table touched (id integer)", """
                create function touched() returns trigger language plpgsql as
                  'begin insert into public.touched values (new.id); return null; end';
                create trigger touched after update on results for each row execute function touched();
                """);
        expand(CHANGE);
        assertThat(rows("select from touched")).hasSize(3006 - filled);
        assertFollows();
    }

    @Test
    void aSavedPlanGoesOnWhereTheRunDied() {
        var plan = intact.plan(CHANGE);
        for (var death : List.of(batch("configs"), "uq_results_workflow_slug_item", "drop function")) {
            assertThatThrownBy(() -> at(death, () -> {
                                throw new Died();
                            })
                            .apply(plan))
                    .isInstanceOf(Died.class);
            oldApplication();
        }
        intact.apply(plan);
        assertThat(intact.apply(CHANGE).changedAnything()).isFalse();
        assertNothingLeft();
        assertFollows();
    }

    @Test
    void aRunThatDiedOnlineMayBeFinishedAtOnce() {
        for (var death : List.of(
                "update only \"public\".\"registry\"",
                batch("configs"),
                batch("results"),
                "in access exclusive mode")) {
            dieAt(death, CHANGE);
            oldApplication();
            intact.atomic().apply(CHANGE);
            assertThat(intact.apply(CHANGE).changedAnything()).isFalse();
            assertNothingLeft();
            assertFollows();
            execute("drop table results, configs, registry");
            createTables();
        }
    }

    @Test
    void anotherRekeyOfTheSameTableIsRefusedWhileOneIsUnderWay() {
        execute("alter table registry add team text not null default 'us'");
        var other = Change.of(
                "y",
                rekey("registry")
                        .from("slug")
                        .toUnique("slug", "team")
                        .withPrimaryKey("id", SurrogateKey.UUID)
                        .widening("results", "workflow_slug", "item"));
        dieAt(batch("results"), CHANGE);
        assertThatThrownBy(() -> intact.apply(other)).isInstanceOf(DifferentShapeException.class);
        expand(CHANGE);
        assertThatThrownBy(() -> intact.apply(other)).isInstanceOf(DifferentShapeException.class);
        contract(CHANGE);
    }

    @Test
    void contractIsRefusedBeforeExpandIsDone() {
        assertThatThrownBy(() -> intact.apply(CHANGE, Phase.CONTRACT)).isInstanceOf(UnsupportedChangeException.class);
        dieAt(batch("results"), CHANGE);
        assertThatThrownBy(() -> intact.apply(CHANGE, Phase.CONTRACT)).isInstanceOf(UnsupportedChangeException.class);
        oldApplication();
        expand(CHANGE);
        contract(CHANGE);
    }

    @Test
    void theReverseOfExpandLeavesNoTrace() {
        var before = Snapshot.of(database);
        var report = intact.apply(CHANGE, Phase.EXPAND);
        intact.apply(((Reverse.Reversible) report.reverse()).change());
        assertThat(Snapshot.of(database)).isEqualTo(before);
        assertNothingLeft();
        oldApplication();
        assertThat(intact.apply(CHANGE).changedAnything()).isTrue();
    }

    /** The old keys come back while others write by the new ones, and nothing goes with them but the columns. */
    @Test
    void theReverseOfAllBringsTheOldApplicationBack() {
        var schema = Snapshot.schema(database);
        var report = intact.apply(CHANGE);
        execute("""
                insert into registry (slug, workstream_slug) values ('newer', 'w');
                insert into results (workflow_slug, workstream_slug, item) values ('newer', 'w', 'i');
                """);
        intact.apply(((Reverse.Reversible) report.reverse()).change());
        assertThat(Snapshot.schema(database)).isEqualTo(schema);
        oldApplication();
        assertThat(rows("select from results where workflow_slug = 'newer'")).hasSize(1);
    }

    /** What refers to the old key by then would be lost with it. */
    @Test
    void aTableThatComesBetweenThePhasesAndRefersToTheOldKeyIsNotDroppedFrom() {
        expand(CHANGE);
        execute("create table late (id integer primary key, slug text references registry)");
        assertThatThrownBy(() -> intact.apply(CHANGE, Phase.CONTRACT)).isInstanceOf(UnsupportedChangeException.class);
        execute("insert into late values (1, 'clean')");
        assertThatThrownBy(() -> database.execute("insert into late values (2, 'nowhere')"))
                .isInstanceOf(SQLException.class);
        expand(CHANGE);
        contract(CHANGE);
        assertThat(rows("select workstream_slug from late")).hasToString("[[crm]]");
    }

    @Test
    void aValueThatSomebodyWritesPastTheTriggersIsFoundBeforeTheOldKeyGoes() {
        dieAt(batch("results"), CHANGE);
        execute(
                "alter table results disable trigger user",
                "update results set workstream_slug = 'wrong' where id = 1",
                "do $$ declare t text; begin for t in select tgname from pg_trigger where tgrelid = 'results'::regclass and tgname ~ 'intact'"
                        + " loop execute format('alter table results enable always trigger %I', t); end loop; end $$");
        assertThatThrownBy(() -> intact.apply(CHANGE)).hasMessageContaining("results");
        assertThat(rows("select from pg_constraint where conname in ('registry_pkey', 'results_workflow_slug_fkey')"))
                .hasSize(2);
        execute("update results set workstream_slug = 'crm' where id = 1");
        intact.apply(CHANGE);
        assertFollows();
    }

    // ---- many at a time

    private static final long POLL_NANOS = 200_000;

    /** What an application has been told is done: to which workflow a result refers. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    @Test
    void everyAcknowledgedWriteOfOldAndNewApplicationsIsThereInTheEnd() throws Exception {
        var ending = new AtomicBoolean();
        var newer = new AtomicBoolean();
        var rounds = new AtomicInteger();
        var writers = Executors.newFixedThreadPool(4);
        var running = new ArrayList<Future<?>>();
        for (int i = 0; i < 4; i++) {
            var name = "writer" + i;
            boolean old = i % 2 == 0;
            running.add(writers.submit(() -> hammer(name, old, newer, ending, rounds)));
        }
        Runnable others = () -> {
            int from = rounds.get();
            while (rounds.get() < from + 8 && running.stream().noneMatch(Future::isDone)) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        };
        betweenStages(CHANGE, others).apply(CHANGE, Phase.EXPAND);
        newer.set(true);
        others.run();
        others.run();
        ending.set(true);
        for (var each : running) {
            each.get();
        }
        writers.shutdown();
        assertFollows();
        contract(CHANGE);
        assertFollows();
        acknowledged.forEach(
                (item, slug) -> assertThat(rows("select workflow_slug from results where item = '%s'".formatted(item)))
                        .as(item)
                        .hasToString("[[%s]]".formatted(slug)));
        assertThat(acknowledged).hasSizeGreaterThan(20);
    }

    private void hammer(String name, boolean old, AtomicBoolean newer, AtomicBoolean ending, AtomicInteger rounds) {
        var slugs = List.of("clean", "merge", "score");
        try (var connection = database.connect()) {
            for (int n = 0; !ending.get(); n++) {
                if (!old && !newer.get()) {
                    LockSupport.parkNanos(POLL_NANOS);
                    continue;
                }
                var item = name + "-" + n;
                var slug = slugs.get(n % 3);
                var next = slugs.get((n + 1) % 3);
                write(connection, old ? insertionOfOld(slug, item) : insertionOfNew(slug, item));
                acknowledged.put(item, slug);
                // Rows that everybody writes to.
                write(connection, "update registry set workstream_slug = '%s' where slug = '%s'".formatted(item, slug));
                write(
                        connection,
                        old
                                ? "update results set workflow_slug = '%s' where item = '%s'".formatted(next, item)
                                : "update results set (workflow_slug, workstream_slug) = (select slug, workstream_slug from registry where slug = '%s' for key share) where item = '%s'"
                                        .formatted(next, item));
                acknowledged.put(item, next);
                write(
                        connection,
                        "update configs set workflow_slug = case when workflow_slug is null then '%s' end%s where id = 3"
                                .formatted(
                                        slug,
                                        old
                                                ? ""
                                                : ", workstream_slug = case when workflow_slug is null then (select workstream_slug from registry where slug = '%s' for key share) end"
                                                        .formatted(slug)));
                rounds.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String insertionOfOld(String slug, String item) {
        return "insert into results (workflow_slug, item) values ('%s', '%s')".formatted(slug, item);
    }

    private static String insertionOfNew(String slug, String item) {
        return "insert into results (workflow_slug, workstream_slug, item)"
                + " select slug, workstream_slug, '%s' from registry where slug = '%s' for key share"
                        .formatted(item, slug);
    }

    /** As one transaction, and again where it met another in a deadlock or told a workstream that was just changed. */
    private static void write(Connection connection, String sql) {
        for (; ; ) {
            try {
                on(connection, sql);
                return;
            } catch (IllegalStateException e) {
                if (!List.of("40P01", "23503").contains(state(e))) {
                    throw e;
                }
            }
        }
    }
}
