package dev.intact.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.catalog.Deferral;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.PrimaryKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import dev.intact.harness.OnEachServer;
import dev.intact.harness.TestDatabases;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read of keys and CHECKs. */
class ConstraintReaderTest {
    private static Table table(int server, String... scripts) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(scripts);
            return Reading.table(database, "t");
        }
    }

    @OnEachServer
    void thePrimaryKeyInItsOwnOrder(int server) throws SQLException {
        var table = table(server, "create table t (a int, b int, c int, constraint k primary key (b, a) include (c))");
        assertThat(table.primaryKey())
                .isEqualTo(new PrimaryKey("k", List.of("b", "a"), List.of("c"), Deferral.NOT_DEFERRABLE));
        assertThat(table.uniqueKeys()).isEmpty();
        assertThat(table.indexes()).isEmpty();
    }

    @OnEachServer
    void uniqueConstraints(int server) throws SQLException {
        var table = table(server, """
            create table t (
              a int, b int, c int,
              constraint k1 unique (b, a) include (c),
              constraint k2 unique (a) deferrable,
              constraint k3 unique (b) deferrable initially deferred)
            """);
        assertThat(table.uniqueKeys())
                .containsExactly(
                        new UniqueKey("k1", List.of("b", "a"), List.of("c"), true, Deferral.NOT_DEFERRABLE),
                        new UniqueKey("k2", List.of("a"), List.of(), true, Deferral.DEFERRABLE),
                        new UniqueKey("k3", List.of("b"), List.of(), true, Deferral.INITIALLY_DEFERRED));
        assertThat(table.indexes()).isEmpty();
    }

    @Test
    void uniqueConstraintsThatTakeNullsForEqual() throws SQLException {
        var table = table(15, "create table t (a int, constraint k unique nulls not distinct (a))");
        assertThat(table.uniqueKeys())
                .containsExactly(new UniqueKey("k", List.of("a"), List.of(), false, Deferral.NOT_DEFERRABLE));
    }

    @OnEachServer
    void everythingOfAForeignKey(int server) throws SQLException {
        var table = table(server, """
            create schema s;
            create table s.p (x int, y int, unique (y, x));
            create table t (
              a int, b int,
              constraint f foreign key (a, b) references s.p (y, x) match full
                on delete cascade on update set default deferrable initially deferred)
            """);
        assertThat(table.foreignKeys())
                .containsExactly(new ForeignKey(
                        "f",
                        List.of("a", "b"),
                        new TableName("s", "p"),
                        List.of("y", "x"),
                        ForeignKey.Action.CASCADE,
                        ForeignKey.Action.SET_DEFAULT,
                        List.of(),
                        true,
                        Deferral.INITIALLY_DEFERRED,
                        true));
    }

    @OnEachServer
    void aForeignKeyThatWasNeverValidated(int server) throws SQLException {
        var table = table(server, """
            create table p (x int primary key);
            create table t (a int);
            alter table t add constraint f foreign key (a) references p not valid
            """);
        assertThat(table.foreignKeys())
                .extracting(ForeignKey::toString)
                .containsExactly("foreign key (a) references public.p (x) (not validated)");
    }

    @Test
    void theColumnsThatAForeignKeySetsToNull() throws SQLException {
        var table = table(15, """
            create table p (x int, y int, primary key (x, y));
            create table t (a int, b int, foreign key (a, b) references p on delete set null (b))
            """);
        assertThat(table.foreignKeys().get(0).setColumns()).containsExactly("b");
        assertThat(table.foreignKeys().get(0).onDelete()).isEqualTo(ForeignKey.Action.SET_NULL);
    }

    @OnEachServer
    void aForeignKeyToAPartitionedTableIsOne(int server) throws SQLException {
        var table = table(server, """
            create table p (x int primary key) partition by list (x);
            create table p1 partition of p for values in (1);
            create table p2 partition of p for values in (2);
            create table t (a int references p)
            """);
        assertThat(table.foreignKeys())
                .extracting(ForeignKey::referenced)
                .containsExactly(new TableName("public", "p"));
    }

    @OnEachServer
    void checks(int server) throws SQLException {
        var table = table(server, """
            create table t (a int, b text, constraint c1 check (a > 0 or b in ('x', 'y')));
            alter table t add constraint c2 check (a < 9) not valid;
            alter table t add constraint c3 check (a <> 5) no inherit
            """);
        assertThat(table.checks())
                .extracting(check -> check.name() + ": " + check)
                .containsExactly(
                        "c1: check ((a > 0) OR (b = ANY (ARRAY['x'::text, 'y'::text])))",
                        "c2: check (a < 9) (not validated)",
                        "c3: check (a <> 5)");
        assertThat(table.properties()).containsEntry("inheritance of constraint c3", "not inherited");
    }

    @Test
    void constraintsThatAreNotEnforced() throws SQLException {
        var table = table(18, """
            create table p (x int primary key);
            create table t (a int references p not enforced, constraint c check (a > 0) not enforced)
            """);
        assertThat(table.properties())
                .containsEntry("enforcement of constraint c", "not enforced")
                .containsEntry("enforcement of constraint t_a_fkey", "not enforced");
        assertThat(table.checks().get(0).validated()).isFalse();
    }

    @OnEachServer
    void notNullIsNoCheck(int server) throws SQLException {
        assertThat(table(server, "create table t (a int not null primary key)").checks())
                .isEmpty();
    }

    @OnEachServer
    void exclusionConstraintsInTheServersWords(int server) throws SQLException {
        var table = table(server, "create table t (r int4range, constraint x exclude using gist (r with &&))");
        assertThat(table.properties()).containsEntry("constraint x", "EXCLUDE USING gist (r WITH &&)");
        assertThat(table.indexes()).isEmpty();
    }

    @Test
    void keysWithoutOverlapsInTheServersWords() throws SQLException {
        var table = table(18, "create table t (r int4range, s int4range, constraint x unique (s, r without overlaps))");
        assertThat(table.properties()).containsEntry("constraint x", "UNIQUE (s, r WITHOUT OVERLAPS)");
        assertThat(table.uniqueKeys()).isEmpty();
        assertThat(table.indexes()).isEmpty();
    }

    @OnEachServer
    void viewsThatNeedAKeyToGroupByIt(int server) throws SQLException {
        var table = table(server, """
            create table t (id int, a int, b int, constraint k primary key (id), constraint u unique (a));
            create view v as select id, a, b from t group by id;
            create view w as select id, a, b from t group by id, a, b
            """);
        assertThat(table.properties())
                .containsEntry(Table.USERS_OF_CONSTRAINT + "k", "view v")
                .doesNotContainKey(Table.USERS_OF_CONSTRAINT + "u");
    }

    @OnEachServer
    void commentsAndStorage(int server) throws SQLException {
        var table = table(server, """
            create table t (a int, constraint k unique (a) with (fillfactor = 60), constraint c check (a > 0));
            comment on constraint k on t is 'the key';
            comment on index k is 'its index';
            comment on constraint c on t is 'the check'
            """);
        assertThat(table.properties())
                .containsEntry(Table.COMMENT_ON_INDEX + "k", "the key")
                .containsEntry("comment on the index of constraint k", "its index")
                .containsEntry("storage of index k", "fillfactor=60")
                .containsEntry("comment on constraint c", "the check");
    }

    @OnEachServer
    void aUniqueConstraintThatSomePartitionsLackIsNone(int server) throws SQLException {
        var table = table(server, """
            create table t (a int) partition by list (a);
            create table t1 partition of t for values in (1);
            alter table only t add constraint k unique (a)
            """);
        assertThat(table.uniqueKeys()).isEmpty();
        assertThat(table.indexes())
                .extracting(index -> index.name() + ": " + index)
                .containsExactly("k: unique index (a) (invalid, left by an interrupted build)");
        assertThat(table.properties()).containsEntry("constraint k", "UNIQUE (a)");
    }

    @OnEachServer
    void oddNames(int server) throws SQLException {
        var table = table(server, """
            create table "p'; --" ("x y" int primary key);
            create table t ("a ""b"" c" int, constraint "k {0} ?" unique ("a ""b"" c"),
              constraint "ƒ" foreign key ("a ""b"" c") references "p'; --")
            """);
        assertThat(table.uniqueKeys())
                .extracting(key -> key.name() + " " + key)
                .containsExactly("k {0} ? unique (a \"b\" c)");
        assertThat(table.foreignKeys())
                .extracting(key -> key.name() + " " + key)
                .containsExactly("ƒ foreign key (a \"b\" c) references public.p'; -- (x y)");
    }
}
