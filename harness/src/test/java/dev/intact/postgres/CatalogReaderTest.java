package dev.intact.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.catalog.Feature;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.harness.Database;
import dev.intact.harness.OnEachServer;
import dev.intact.harness.TestDatabases;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which tables are read together, and what is read of a table as a whole. */
class CatalogReaderTest {
    private static List<String> tablesReadWith(Database database, String name) throws SQLException {
        return Reading.read(database, Scope.of(TableName.of(name))).tables().keySet().stream()
                .map(TableName::name)
                .toList();
    }

    private static Table table(int server, String... scripts) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(scripts);
            return Reading.table(database, "t");
        }
    }

    @OnEachServer
    void theServer(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (a int)");
            var found = Reading.read(database, Scope.of(TableName.of("t"))).server();
            assertThat(found.product()).isEqualTo("PostgreSQL");
            assertThat(found.version()).startsWith(server + ".");
            assertThat(found.maxNameBytes()).isEqualTo(63);
            assertThat(found.can(Feature.ADD_UNIQUE_CONSTRAINT)).isTrue();
            assertThat(found.can(Feature.NULLS_NOT_DISTINCT)).isEqualTo(server >= 15);
        }
    }

    @OnEachServer
    void neighboursInBothDirectionsAndNoFurther(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("""
                create table far (x int primary key);
                create table parent (x int primary key references far);
                create table t (x int primary key references parent, self int references t);
                create table child (x int primary key references t);
                create table grandchild (x int references child);
                create table stranger (x int)
                """);
            assertThat(tablesReadWith(database, "t")).containsExactly("child", "parent", "t");
        }
    }

    @OnEachServer
    void neighboursAreReadInFull(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("""
                create table t (x int primary key);
                create table child (y int, x int references t, check (y > 0));
                create index i on child (x)
                """);
            var child = Reading.read(database, Scope.of(TableName.of("t"))).table(TableName.of("child"));
            assertThat(child.columnNames()).containsExactly("y", "x");
            assertThat(child.indexes()).hasSize(1);
            assertThat(child.checks()).hasSize(1);
        }
    }

    @OnEachServer
    void partitionsOfPartitions(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("""
                create table t (a int, b int, c int) partition by list (a, (b + 1))
                """.replace("list (a," + " (b +" + " 1))", "range" + " (a, (b" + " + 1))"), """
                create table t1 partition of t for values from (0, 0) to (9, 9) partition by list (c);
                create table t11 partition of t1 for values in (1);
                create table t2 partition of t default
                """);
            var catalog = Reading.read(database, Scope.of(TableName.of("t")));
            assertThat(catalog.tables().keySet().stream().map(TableName::name)).containsExactly("t", "t1", "t11", "t2");
            var table = catalog.table(TableName.of("t"));
            assertThat(table.kind()).isEqualTo(Table.Kind.PARTITIONED);
            assertThat(table.partitionKey()).containsExactly("a", "");
            assertThat(table.partitions())
                    .containsExactly(new TableName("public", "t1"), new TableName("public", "t2"));
            assertThat(table.properties()).containsEntry("partitioned by", "RANGE (a, ((b + 1)))");
            assertThat(catalog.table(TableName.of("t11")).properties())
                    .containsEntry("partition of", "public.t1 FOR VALUES IN (1)");
        }
    }

    @OnEachServer
    void inheritance(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute(
                    "create table top (a int); create table t (b int) inherits (top); create table below () inherits"
                            + " (t)");
            assertThat(tablesReadWith(database, "t")).containsExactly("below", "t", "top");
            var table = Reading.table(database, "t");
            assertThat(table.kind()).isEqualTo(Table.Kind.ORDINARY);
            assertThat(table.properties())
                    .containsEntry("inherits from", "public.top")
                    .containsEntry("inherited by", "public.below")
                    .containsEntry("inheritance of column a", "inherited");
        }
    }

    @OnEachServer
    void rowSecurity(int server) throws SQLException {
        var table = table(
                server,
                "create table t (a int); alter table t enable row level security; alter table t force row level"
                        + " security");
        assertThat(table.properties())
                .containsEntry("row security", "enabled")
                .containsEntry("row security is forced", "for the owner too");
    }

    @OnEachServer
    void replicaIdentityAndClustering(int server) throws SQLException {
        var table = table(server, """
            create table t (a int not null);
            create unique index "I 1" on t (a);
            alter table t replica identity using index "I 1";
            alter table t cluster on "I 1\"
            """);
        assertThat(table.properties())
                .containsEntry("replica identity", "index I 1")
                .containsEntry("clustered on index", "I 1");
        assertThat(table(server, "create table t (a int); alter table t replica identity full")
                        .properties())
                .containsEntry("replica identity", "full");
    }

    @OnEachServer
    void privilegesPersistenceStorageAndComment(int server) throws SQLException {
        var table = table(server, """
            create unlogged table t (a text) with (fillfactor = 80, toast.autovacuum_enabled = false);
            grant select on t to public;
            comment on table t is 'what it is'
            """);
        assertThat(table.properties())
                .containsEntry("persistence", "unlogged")
                .containsEntry("storage parameters", "fillfactor=80")
                .containsEntry("storage parameters of the toast table", "autovacuum_enabled=false")
                .containsEntry("comment on table", "what it is")
                .containsEntry("owner", "postgres");
        assertThat(table.properties().get("privileges")).contains("=r/postgres");
    }

    @OnEachServer
    void typedTablesAndRowTypes(int server) throws SQLException {
        assertThat(table(server, "create type pair as (x int); create table t of pair")
                        .properties())
                .containsEntry("of type", "pair");
        assertThat(table(server, "create table t (a int); create table u (x t, y t[])")
                        .properties())
                .containsEntry("row type is a column's type in", "u");
    }

    @OnEachServer
    void tablesOfAnExtensionAndOfAnotherAccessMethod(int server) throws SQLException {
        assertThat(table(server, "create table t (a int); alter extension plpgsql add table t")
                        .properties())
                .containsEntry("member of extension", "plpgsql");
        assertThat(table(server, """
                        create access method pile type table handler heap_tableam_handler;
                        create table t (a int) using pile
                        """).properties()).containsEntry("access method", "pile");
    }

    /** A place in the server's own directory (documentation of allow_in_place_tablespaces), which is one for all databases. */
    @OnEachServer
    void tablespacesOfTablesAndOfTheirIndexesAlone(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open();
                var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("set allow_in_place_tablespaces = on");
            statement.execute("drop tablespace if exists \"a place\"");
            statement.execute("create tablespace \"a place\" location ''");
            try {
                database.execute("""
                    create table t (a int primary key) tablespace "a place";
                    create table u (a int primary key using index tablespace "a place", b int);
                    create index i on u (b) tablespace "a place"
                    """);
                assertThat(Reading.table(database, "t").properties()).containsEntry("tablespace", "a place");
                var indexed = Reading.table(database, "u");
                assertThat(indexed.properties())
                        .doesNotContainKey("tablespace")
                        .containsEntry("storage of index u_pkey", "tablespace=a place");
                assertThat(indexed.indexes().get(0).storage()).containsExactly("tablespace=a place");
            } finally {
                database.execute("drop table if exists t, u");
                statement.execute("drop tablespace \"a place\"");
            }
        }
    }

    @OnEachServer
    void publicationsOfAllTablesAndOfASchema(int server) throws SQLException {
        assertThat(table(server, "create table t (a int); create publication everything for all tables")
                        .properties())
                .containsEntry("published with all tables by", "everything")
                .doesNotContainKey("published with its schema by");
        if (server >= 15) {
            assertThat(table(server, "create table t (a int); create publication these for tables in schema public")
                            .properties())
                    .containsEntry("published with its schema by", "these")
                    .doesNotContainKey("published with all tables by");
        }
    }

    @OnEachServer
    void aTableThatHasNothingMoreHasNoMoreProperties(int server) throws SQLException {
        assertThat(table(server, "create table t (a int primary key, b text)").properties())
                .containsOnlyKeys("owner");
    }

    @OnEachServer
    void aTableIsReadAmongAllAsItIsByItself(int server) throws SQLException {
        for (int tables : new int[] {15, 150}) {
            try (var database = TestDatabases.postgres(server).open()) {
                makeTables(database, tables);
                var everything = Reading.read(database, Scope.EVERYTHING);
                assertThat(everything.tables()).hasSize(tables);
                assertThat(everything.table(TableName.of("t7"))).isEqualTo(Reading.table(database, "t7"));
                assertThat(everything.table(TableName.of("t7")).indexes()).hasSize(1);
            }
        }
    }

    @Test
    void timeForOneTableAmongFewAndAmongMany() throws SQLException {
        try (var few = TestDatabases.postgres(18).open();
                var many = TestDatabases.postgres(18).open()) {
            makeTables(few, 15);
            makeTables(many, 1500);
            System.out.printf("one table among 15: %.1f ms, among 1,500: %.1f ms%n", millis(few), millis(many));
            assertThat(tablesReadWith(many, "t7")).containsExactly("t6", "t7", "t8");
        }
    }

    private static void makeTables(Database database, int count) throws SQLException {
        database.execute("""
            do $$
            begin
              for i in 1 .. %d loop
                execute format('create table t%%s (id int primary key, up int, a text default ''x'', b text, check (id > 0), unique (a, b))', i);
                execute format('create index on t%%s (lower(a)) where b is not null', i);
                if i > 1 then
                  execute format('alter table t%%s add foreign key (up) references t%%s', i, i - 1);
                end if;
                execute format('create view v%%s as select a from t%%s', i, i);
                if i %% 100 = 0 then
                  commit;
                end if;
              end loop;
            end $$
            """.formatted(count), "vacuum analyze");
    }

    private static double millis(Database database) throws SQLException {
        try (var connection = database.connect()) {
            var scope = Scope.of(TableName.of("t7"));
            for (int i = 0; i < 20; i++) {
                Reading.read(connection, scope);
            }
            long begun = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                Reading.read(connection, scope);
            }
            return (System.nanoTime() - begun) / 20e6;
        }
    }
}
