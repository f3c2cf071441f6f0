package dev.intact.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.intact.Operations;
import dev.intact.catalog.Column;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Database;
import dev.intact.harness.OnEachServer;
import dev.intact.harness.TestDatabases;
import dev.intact.operation.AddColumn;
import dev.intact.operation.AddUniqueConstraint;
import dev.intact.operation.CreateIndex;
import dev.intact.operation.Primitive;
import dev.intact.plan.Mode;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How each operation is done: its statements, and that they leave what they promise. */
class RenderingTest {
    private static final TableName T = TableName.of("t");

    private static AddUniqueConstraint unique(String name, String... columns) {
        return new AddUniqueConstraint(
                T, new UniqueKey(name, List.of(columns), List.of(), true, Deferral.NOT_DEFERRABLE));
    }

    private static List<String> run(int server, Primitive operation, Mode mode, String... scripts) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(scripts);
            return Doing.run(database, operation, mode);
        }
    }

    private static void refused(int server, Primitive operation, Mode mode, String reason, String... scripts)
            throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(scripts);
            assertThatThrownBy(() -> Doing.render(database, operation, mode))
                    .isInstanceOf(UnsupportedChangeException.class)
                    .hasMessageContaining(reason);
        }
    }

    private static void failsToBuild(Database database, String sql) {
        assertThat(catchThrowable(() -> database.execute(sql))).isInstanceOf(SQLException.class);
    }

    // ---- unique constraints

    @OnEachServer
    void aConstraintAtOnce(int server) throws SQLException {
        assertThat(run(server, unique("k", "a", "b"), Mode.ATOMIC, "create table t (a int, b int)"))
                .containsExactly("alter table \"public\".\"t\" add constraint \"k\" unique (\"a\", \"b\")");
    }

    @OnEachServer
    void aConstraintWhileOthersWrite(int server) throws SQLException {
        assertThat(run(server, unique("k", "a", "b"), Mode.ONLINE, "create table t (a int, b int)"))
                .containsExactly(
                        "[create unique index concurrently \"k\" on \"public\".\"t\" (\"a\", \"b\")]",
                        "alter table \"public\".\"t\" add constraint \"k\" unique using index \"k\"");
    }

    @OnEachServer
    void aUniqueIndexThatIsThereBecomesTheConstraints(int server) throws SQLException {
        assertThat(run(
                        server,
                        unique("k", "a"),
                        Mode.ONLINE,
                        "create table t (a int); create unique index old on t (a)"))
                .containsExactly("alter table \"public\".\"t\" add constraint \"k\" unique using index \"old\"");
    }

    @OnEachServer
    void deferrableConstraintsAreBuiltWhileOthersWriteToo(int server) throws SQLException {
        var key = new UniqueKey("k", List.of("a"), List.of("b"), true, Deferral.INITIALLY_DEFERRED);
        assertThat(run(server, new AddUniqueConstraint(T, key), Mode.ONLINE, "create table t (a int, b int)"))
                .containsExactly(
                        "[create unique index concurrently \"k\" on \"public\".\"t\" (\"a\") include (\"b\")]",
                        "alter table \"public\".\"t\" add constraint \"k\" unique using index \"k\" deferrable"
                                + " initially deferred");
        assertThat(run(server, new AddUniqueConstraint(T, key), Mode.ATOMIC, "create table t (a int, b int)"))
                .containsExactly("alter table \"public\".\"t\" add constraint \"k\" unique (\"a\") include (\"b\")"
                        + " deferrable initially deferred");
    }

    @OnEachServer
    void whatAnEarlierBuildHasLeftIsDroppedFirst(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int); insert into t values (1), (1)");
            failsToBuild(database, "create unique index concurrently k on t (a)");
            database.execute("delete from t");
            assertThat(Doing.run(database, unique("k", "a"), Mode.ONLINE))
                    .containsExactly(
                            "[drop index concurrently \"public\".\"k\"]",
                            "[create unique index concurrently \"k\" on \"public\".\"t\" (\"a\")]",
                            "alter table \"public\".\"t\" add constraint \"k\" unique using index \"k\"");
        }
    }

    @OnEachServer
    void atOnceTooWhatAnEarlierBuildHasLeftIsDroppedFirst(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int); insert into t values (1), (1)");
            failsToBuild(database, "create unique index concurrently k on t (a)");
            database.execute("delete from t");
            assertThat(Doing.run(database, unique("k", "a"), Mode.ATOMIC))
                    .containsExactly(
                            "drop index \"public\".\"k\"",
                            "alter table \"public\".\"t\" add constraint \"k\" unique (\"a\")");
        }
    }

    @Test
    void nullsNotDistinct() throws SQLException {
        var key = new UniqueKey("k", List.of("a"), List.of(), false, Deferral.NOT_DEFERRABLE);
        var operation = new AddUniqueConstraint(T, key);
        assertThat(run(15, operation, Mode.ONLINE, "create table t (a int)").get(0))
                .endsWith("(\"a\") nulls not distinct]");
        assertThat(run(18, operation, Mode.ATOMIC, "create table t (a int)"))
                .containsExactly("alter table \"public\".\"t\" add constraint \"k\" unique nulls not distinct (\"a\")");
        refused(14, operation, Mode.ATOMIC, "PostgreSQL 15", "create table t (a int)");
    }

    @OnEachServer
    void oddNames(int server) throws SQLException {
        var table = new TableName("S 1", "t'; drop");
        var key = new UniqueKey("k\";--", List.of("a {0} ?"), List.of(), true, Deferral.NOT_DEFERRABLE);
        assertThat(run(
                        server,
                        new AddUniqueConstraint(table, key),
                        Mode.ONLINE,
                        "create schema \"S 1\"; create table \"S 1\".\"t'; drop\" (\"a {0} ?\" int)"))
                .containsExactly(
                        "[create unique index concurrently \"k\"\";--\" on \"S 1\".\"t'; drop\" (\"a {0} ?\")]",
                        "alter table \"S 1\".\"t'; drop\" add constraint \"k\"\";--\" unique using index \"k\"\";--\"");
    }

    @OnEachServer
    void inheritingTablesAreWarnedOf(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int); create table below () inherits (t)");
            assertThat(Doing.render(database, unique("k", "a"), Mode.ONLINE))
                    .flatExtracting(Stage::warnings)
                    .anySatisfy(warning -> assertThat(warning).contains("public.below"));
        }
    }

    // ---- partitioned tables

    private static final String PARTITIONED = """
        create table t (a int, b int, c int) partition by list (a);
        create table t1 partition of t for values in (1);
        create table t2 partition of t for values in (2) partition by list (b);
        create table t21 partition of t2 for values in (1);
        create table "t2 2" partition of t2 default;
        insert into t select i %% 2 + 1, i, i from generate_series(1, 100) i
        """.replace("%%", "%");

    @OnEachServer
    void aConstraintOfAPartitionedTableAtOnce(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(PARTITIONED);
            var stages = Doing.render(database, unique("k", "a", "b"), Mode.ATOMIC);
            assertThat(stages).hasSize(1);
            assertThat(stages.get(0).steps()).hasSize(1);
            database.execute(stages.get(0).steps().get(0).sql());
            assertThat(Reading.table(database, "t").uniqueKeys()).hasSize(1);
        }
    }

    @OnEachServer
    void aConstraintOfAPartitionedTableWhileOthersWrite(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(PARTITIONED);
            assertThat(runUnchecked(database, unique("k", "a", "b")))
                    .containsExactly(
                            "[create unique index concurrently \"t1_k\" on \"public\".\"t1\" (\"a\", \"b\")]",
                            "[create unique index concurrently \"t2 2_k\" on \"public\".\"t2 2\" (\"a\", \"b\")]",
                            "[create unique index concurrently \"t21_k\" on \"public\".\"t21\" (\"a\", \"b\")]",
                            "alter table only \"public\".\"t\" add constraint \"k\" unique (\"a\", \"b\")",
                            "alter table \"public\".\"t1\" add constraint \"t1_k\" unique using index \"t1_k\"",
                            "alter index \"public\".\"k\" attach partition \"public\".\"t1_k\"",
                            "alter table only \"public\".\"t2\" add constraint \"t2_k\" unique (\"a\", \"b\")",
                            "alter table \"public\".\"t2 2\" add constraint \"t2 2_k\" unique using index \"t2 2_k\"",
                            "alter index \"public\".\"t2_k\" attach partition \"public\".\"t2 2_k\"",
                            "alter table \"public\".\"t21\" add constraint \"t21_k\" unique using index \"t21_k\"",
                            "alter index \"public\".\"t2_k\" attach partition \"public\".\"t21_k\"",
                            "alter index \"public\".\"k\" attach partition \"public\".\"t2_k\"");
            var table = Reading.table(database, "t");
            assertThat(table.uniqueKeys()).extracting(UniqueKey::name).containsExactly("k");
            assertThat(table.indexes()).isEmpty();
            assertThat(table.properties()).doesNotContainKey("constraint k");
        }
    }

    @OnEachServer
    void whatPartitionsHaveAlreadyIsAttached(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(
                    PARTITIONED,
                    "alter table t1 add constraint mine unique (a, b); create unique index too on t21 (a, b);"
                            + " alter table only t add constraint k unique (a, b)");
            var statements = runUnchecked(database, unique("k", "a", "b"));
            assertThat(statements)
                    .contains(
                            "alter index \"public\".\"k\" attach partition \"public\".\"mine\"",
                            "alter table \"public\".\"t21\" add constraint \"t21_k\" unique using index \"too\"")
                    .noneMatch(sql -> sql.contains("drop") || sql.contains("only \"public\".\"t\" "))
                    .filteredOn(sql -> sql.contains("concurrently"))
                    .hasSize(1);
            assertThat(Reading.table(database, "t").uniqueKeys()).hasSize(1);
        }
    }

    @OnEachServer
    void anIndexOfAPartitionedTableWhileOthersWrite(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(PARTITIONED);
            var operation = CreateIndex.of(T, List.of("c")).where("b > 1").named("i");
            assertThat(runUnchecked(database, operation))
                    .contains(
                            "[create index concurrently \"t21_i\" on \"public\".\"t21\" (\"c\") where b > 1]",
                            "create index \"i\" on only \"public\".\"t\" (\"c\") where b > 1",
                            "alter index \"public\".\"i\" attach partition \"public\".\"t2_i\"")
                    .hasSize(9);
            assertThat(Reading.table(database, "t").indexes())
                    .extracting(index -> index.name() + " " + index.state())
                    .containsExactly("i VALID");
            assertThat(runUnchecked(database, Operations.dropIndex("t", "i")))
                    .containsExactly("drop index \"public\".\"i\"");
        }
    }

    /** The schemas in between have parts of partitions that the operation itself does not speak of. */
    private static List<String> runUnchecked(Database database, Primitive operation) throws SQLException {
        var statements = new ArrayList<String>();
        for (var stage : Doing.render(database, operation, Mode.ONLINE)) {
            var sql = stage.steps().stream().map(step -> step.sql()).toList();
            for (var each : sql) {
                database.execute(each);
            }
            statements.addAll(stage.transactional() ? sql : List.of("[" + sql.get(0) + "]"));
        }
        assertThat(Doing.render(database, operation, Mode.ONLINE)).isEmpty();
        return statements;
    }

    @OnEachServer
    void aKeyWithoutThePartitionKeyIsRefused(int server) throws SQLException {
        refused(server, unique("k", "b"), Mode.ONLINE, "take the partition key into the key: a", PARTITIONED);
        refused(server, unique("k", "a"), Mode.ATOMIC, "take the partition key into the key: b", PARTITIONED);
        refused(
                server,
                CreateIndex.of(T, List.of("a")).unique(),
                Mode.ONLINE,
                "an expression",
                "create table t (a int) partition by range ((a + 1))");
    }

    @OnEachServer
    void aPartitionsPartIsNotDropped(int server) throws SQLException {
        var script = "create table p (a int, unique (a)) partition by list (a);"
                + " create table t partition of p for values in (1); create index i on p (a)";
        refused(server, Operations.dropUnique("t", "a"), Mode.ONLINE, "partition's part of one of public.p", script);
        refused(
                server,
                Operations.dropIndex("t", "t_a_idx"),
                Mode.ONLINE,
                "partition's part of one of public.p",
                script);
    }

    // ---- indexes

    @OnEachServer
    void everythingOfAnIndex(int server) throws SQLException {
        var index = new Index(
                "i",
                true,
                "btree",
                List.of(
                        new IndexTerm(new IndexTerm.OfColumn("a"), null, null, true, IndexTerm.Nulls.LAST),
                        new IndexTerm(
                                new IndexTerm.OfExpression(Expression.of("lower(b)")),
                                "C",
                                "text_pattern_ops",
                                false,
                                IndexTerm.Nulls.FIRST)),
                List.of("c"),
                Expression.of("b in ('x', 'y')"),
                true,
                List.of("fillfactor=70", "tablespace=pg_default"),
                Index.State.VALID);
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int, b text, c int)");
            var sql = Doing.render(database, new CreateIndex(T, index), Mode.ATOMIC)
                    .get(0)
                    .steps()
                    .get(0)
                    .sql();
            assertThat(sql)
                    .isEqualTo(
                            "create unique index \"i\" on \"public\".\"t\" (\"a\" desc nulls last, (lower(b)) collate"
                                    + " \"C\" text_pattern_ops nulls first) include (\"c\") with (\"fillfactor\" = '70')"
                                    + " tablespace \"pg_default\" where b in ('x', 'y')");
            database.execute(sql);
            var read = Reading.table(database, "t").indexes().get(0);
            assertThat(read.toString())
                    .isEqualTo("unique index (a desc nulls last, lower(b) collate C text_pattern_ops nulls first)"
                            + " include (c) with (fillfactor=70) where b = ANY (ARRAY['x'::text, 'y'::text])");
        }
    }

    @OnEachServer
    void anIndexThatIsReadCanBeMadeAgain(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("""
                create table t (a int, b text, c tsvector, "d e" int);
                create index i1 on t (a desc, (a + "d e"), lower(b) collate "C" text_pattern_ops) include ("d e")
                  with (fillfactor = 80) where "d e" > 1 and b in ('x', 'y');
                create index i2 on t using gist (c tsvector_ops (siglen = 100));
                create unique index i3 on t ((a is null), coalesce(b, 'x;') nulls first) where (b is not null)
                """);
            for (var index : Reading.table(database, "t").indexes()) {
                database.execute("drop index " + index.name());
                for (var mode : Mode.values()) {
                    Doing.run(database, new CreateIndex(T, index), mode);
                    Doing.run(database, Operations.dropIndex("t", String.valueOf(index.name())), mode);
                }
            }
        }
    }

    @OnEachServer
    void onlyOneStatementIsEverMade(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int, b text)");
            var evil = CreateIndex.of(T, List.of())
                    .with(new IndexTerm(
                            new IndexTerm.OfColumn("b"),
                            null,
                            "text_ops); drop table t; --",
                            false,
                            IndexTerm.Nulls.BY_DEFAULT));
            assertThatThrownBy(() -> Doing.render(database, evil, Mode.ONLINE))
                    .isInstanceOf(InvalidChangeException.class);
            var two = AddColumn.of(T, "c", "int, drop column a");
            assertThatThrownBy(() -> Doing.render(database, two, Mode.ONLINE))
                    .isInstanceOf(InvalidChangeException.class);
            var value = AddColumn.of(T, "c", "int").defaultValue("1), drop column a, add column d int default (1");
            assertThatThrownBy(() -> Doing.render(database, value, Mode.ONLINE))
                    .isInstanceOf(InvalidChangeException.class);
        }
    }

    @OnEachServer
    void dropIndex(int server) throws SQLException {
        var script = "create table t (a int); create index i on t (a)";
        assertThat(run(server, Operations.dropIndex("t", "i"), Mode.ONLINE, script))
                .containsExactly("[drop index concurrently \"public\".\"i\"]");
        assertThat(run(server, Operations.dropIndex("t", "i"), Mode.ATOMIC, script))
                .containsExactly("drop index \"public\".\"i\"");
    }

    @OnEachServer
    void theReplicaIdentityIsNotDropped(int server) throws SQLException {
        var script = "create table t (a int not null); create unique index i on t (a);"
                + " alter table t replica identity using index i";
        refused(server, Operations.dropIndex("t", "i"), Mode.ONLINE, "replica identity", script);
        refused(server, Operations.dropUnique("t", "a"), Mode.ONLINE, "replica identity", script);
    }

    @OnEachServer
    void dropUnique(int server) throws SQLException {
        assertThat(run(
                        server,
                        Operations.dropUnique("t", "a"),
                        Mode.ONLINE,
                        "create table t (a int constraint k unique)"))
                .containsExactly("alter table \"public\".\"t\" drop constraint \"k\"");
        var index = "create table t (a int); create unique index i on t (a)";
        assertThat(run(server, Operations.dropUnique("t", "a"), Mode.ONLINE, index))
                .containsExactly("[drop index concurrently \"public\".\"i\"]");
        assertThat(run(server, Operations.dropUnique("t", "a"), Mode.ATOMIC, index))
                .containsExactly("drop index \"public\".\"i\"");
    }

    // ---- columns

    @OnEachServer
    void addColumn(int server) throws SQLException {
        assertThat(run(server, AddColumn.of(T, "b", "varchar(9)"), Mode.ONLINE, "create table t (a int)"))
                .containsExactly("alter table \"public\".\"t\" add column \"b\" character varying(9)");
        assertThat(run(
                        server,
                        AddColumn.of(T, "b", "text")
                                .notNull()
                                .defaultValue("'it'")
                                .collate("C"),
                        Mode.ONLINE,
                        "create table t (a int); insert into t values (1)"))
                .containsExactly(
                        "alter table \"public\".\"t\" add column \"b\" text collate \"C\" default 'it' not null");
        assertThat(run(
                        server,
                        AddColumn.of(T, "b", "timestamptz").defaultValue("now() - interval '1 day'"),
                        Mode.ONLINE,
                        "create table t (a int)"))
                .containsExactly("alter table \"public\".\"t\" add column \"b\" timestamp with time zone"
                        + " default (now() - interval '1 day')");
    }

    @OnEachServer
    void aColumnWhoseDefaultDiffersFromRowToRowIsRefusedWhileOthersWrite(int server) throws SQLException {
        for (var volatileDefault :
                List.of("gen_random_uuid()::text", "random()::text", "nextval('s')::text", "clock_timestamp()::text")) {
            var operation = AddColumn.of(T, "b", "text").defaultValue(volatileDefault);
            refused(server, operation, Mode.ONLINE, "written anew", "create table t (a int); create sequence s");
            assertThat(run(server, operation, Mode.ATOMIC, "create table t (a int); create sequence s"))
                    .hasSize(1);
        }
    }

    @OnEachServer
    void generatedColumns(int server) throws SQLException {
        var computed = new Generation.Computed(Expression.of("a * 2"), true);
        var operation = new AddColumn(T, new Column("b", "integer", false, null, computed, null));
        assertThat(run(server, operation, Mode.ATOMIC, "create table t (a int)"))
                .containsExactly(
                        "alter table \"public\".\"t\" add column \"b\" integer generated always as (a * 2) stored");
        refused(server, operation, Mode.ONLINE, "written anew", "create table t (a int)");
    }

    @OnEachServer
    void dropColumnWithWhatGoesAlong(int server) throws SQLException {
        var script = """
            create table p (x int primary key);
            create table t (id int primary key, a int, b int,
              constraint k unique (a, b), constraint c check (a > 0), constraint f foreign key (a) references p);
            create index i on t (a) where b > 1;
            create view v as select a from t;
            create function f() returns trigger language plpgsql as $$begin return new; end$$;
            create trigger g before update of a on t for each row execute function f();
            create statistics s on a, b from t
            """;
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(script);
            var operation = Operations.dropColumn("t", "a")
                    .along("k", "c", "f", "i", "v", "g", "s")
                    .discardingValues();
            assertThat(Doing.run(database, operation, Mode.ONLINE))
                    .containsExactly(
                            "drop view \"public\".\"v\"",
                            "drop statistics \"public\".\"s\"",
                            "drop trigger \"g\" on \"public\".\"t\"",
                            "alter table \"public\".\"t\" drop constraint \"f\"",
                            "alter table \"public\".\"t\" drop constraint \"k\"",
                            "alter table \"public\".\"t\" drop constraint \"c\"",
                            "drop index \"public\".\"i\"",
                            "alter table \"public\".\"t\" drop column \"a\"");
        }
    }

    @OnEachServer
    void dropColumnProvesThatNothingIsLost(int server) throws SQLException {
        var script = "create table t (a int, \"B\" int default 1 + 1); insert into t values (1, 2), (2, 2)";
        var statements = run(server, Operations.dropColumn("t", "B"), Mode.ONLINE, script);
        assertThat(statements).hasSize(4);
        assertThat(statements.get(0))
                .matches("alter table \"public\".\"t\" add constraint \"intact_nothing_lost_[0-9a-f]{8}_B\""
                        + " check \\(cast\\(row\\(\"B\"\\) as record\\) .* not valid");
        assertThat(statements.get(3)).isEqualTo("alter table \"public\".\"t\" drop column \"B\"");
        assertThat(run(server, Operations.dropColumn("t", "B"), Mode.ONLINE, script, statements.get(0)))
                .isEqualTo(statements.subList(1, 4));
        assertThat(run(server, Operations.dropColumn("t", "B"), Mode.ATOMIC, script))
                .hasSize(3)
                .contains(
                        "lock table \"public\".\"t\" in access exclusive mode",
                        "alter table \"public\".\"t\" drop column \"B\"");
    }

    @OnEachServer
    void dropColumnOfNullsOnPartitions(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(PARTITIONED, "update t set c = null");
            assertThat(runUnchecked(database, Operations.dropColumn("t", "c"))).hasSize(4);
            assertThat(Reading.table(database, "t21").columnNames()).containsExactly("a", "b");
        }
    }

    // ---- NULL

    @OnEachServer
    void setNotNullWhileOthersWrite(int server) throws SQLException {
        assertThat(run(server, Operations.setNotNull("t", "A b"), Mode.ONLINE, "create table t (\"A b\" int)"))
                .containsExactly(
                        "alter table \"public\".\"t\" add constraint \"intact_not_null_A b\" check (\"A b\" is not"
                                + " null) not valid",
                        "[alter table \"public\".\"t\" validate constraint \"intact_not_null_A b\"]",
                        "alter table \"public\".\"t\" alter column \"A b\" set not null",
                        "alter table \"public\".\"t\" drop constraint \"intact_not_null_A b\"");
        assertThat(run(server, Operations.setNotNull("t", "a"), Mode.ATOMIC, "create table t (a int)"))
                .containsExactly("alter table \"public\".\"t\" alter column \"a\" set not null");
    }

    @OnEachServer
    void aCheckThatSaysTheSameIsUsedAndKept(int server) throws SQLException {
        assertThat(run(
                        server,
                        Operations.setNotNull("t", "a"),
                        Mode.ONLINE,
                        "create table t (a int check (a is not null))"))
                .containsExactly("alter table \"public\".\"t\" alter column \"a\" set not null");
    }

    @OnEachServer
    void setNotNullGoesOnWhereItWasInterrupted(int server) throws SQLException {
        var script = "create table t (a int);"
                + " alter table t add constraint intact_not_null_a check (a is not null) not valid;";
        assertThat(run(server, Operations.setNotNull("t", "a"), Mode.ONLINE, script))
                .hasSize(3);
        assertThat(run(
                        server,
                        Operations.setNotNull("t", "a"),
                        Mode.ONLINE,
                        script,
                        "alter table t validate constraint intact_not_null_a"))
                .hasSize(2);
    }

    @OnEachServer
    void aLookForNullThatFindsOneLeavesNothing(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int); create table below () inherits (t)");
            var before = Reading.read(database, Scope.of(T));
            database.execute("insert into t values (null);"
                    + " alter table t add constraint intact_not_null_a check (a is not null) not valid");
            try (var connection = database.connect();
                    var session = new PostgresDialect().open(connection, Reading.SETTINGS)) {
                for (var step : session.leftovers(before, Reading.read(database, Scope.of(T)), false)) {
                    session.execute((Step.Statement) step);
                }
            }
            assertThat(Reading.read(database, Scope.of(T))).isEqualTo(before);
        }
    }

    @OnEachServer
    void setNotNullOnPartitions(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(PARTITIONED);
            runUnchecked(database, Operations.setNotNull("t", "c"));
            assertThat(Reading.table(database, "t21").column("c").notNull()).isTrue();
            assertThat(Reading.table(database, "t21").checks()).isEmpty();
        }
    }

    @OnEachServer
    void dropNotNull(int server) throws SQLException {
        assertThat(run(server, Operations.dropNotNull("t", "a"), Mode.ONLINE, "create table t (a int not null)"))
                .containsExactly("alter table \"public\".\"t\" alter column \"a\" drop not null");
        refused(
                server,
                Operations.dropNotNull("t", "a"),
                Mode.ONLINE,
                "identity",
                "create table t (a int generated always as identity)");
    }
}
