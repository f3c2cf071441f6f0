package dev.intact.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.error.NotATableException;
import dev.intact.error.NotPermittedException;
import dev.intact.error.UnknownNameException;
import dev.intact.harness.Database;
import dev.intact.harness.OnEachServer;
import dev.intact.harness.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which table a name means, and which names are refused. */
class RelationFinderTest {
    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static NotATableException notATable(Database database, TableName name) {
        return catchThrowableOfType(NotATableException.class, () -> Reading.read(database, Scope.of(name)));
    }

    @OnEachServer
    void aNameWithoutASchemaIsLookedForAlongTheSearchPath(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open();
                var connection = database.connect()) {
            database.execute(
                    "create schema a; create schema b; create table b.t (x int); create table public.t (x int)");
            execute(connection, "set search_path = a, b, public");
            var catalog = Reading.read(connection, Scope.of(TableName.of("t")));
            assertThat(catalog.searchPath()).containsExactly("a", "b", "public");
            assertThat(catalog.tables()).containsOnlyKeys(new TableName("b", "t"));
        }
    }

    @OnEachServer
    void aNameWithItsSchemaNeedsNoSearchPath(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create schema \"A.b\"; create table \"A.b\".\"T'; drop table t\" (x int)");
            var name = new TableName("A.b", "T'; drop table t");
            assertThat(Reading.read(database, Scope.of(name)).table(name).columnNames())
                    .containsExactly("x");
        }
    }

    @OnEachServer
    void anUnknownNameIsRefusedWithTheNearest(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table workflow (x int); create schema s; create table s.worflow (x int)");
            var refusal = catchThrowableOfType(
                    UnknownNameException.class, () -> Reading.read(database, Scope.of(TableName.of("worklow"))));
            assertThat(refusal.nearest()).containsExactly("workflow");
            assertThat(refusal.kind()).isEqualTo(UnknownNameException.Kind.TABLE);
        }
    }

    @OnEachServer
    void caseCounts(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table workflow (x int)");
            var refusal = catchThrowableOfType(
                    UnknownNameException.class, () -> Reading.read(database, Scope.of(TableName.of("Workflow"))));
            assertThat(refusal.nearest()).containsExactly("workflow");
        }
    }

    @OnEachServer
    void aTableThatMayBeThereMayBeMissing(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            database.execute("create table t (x int)");
            var scope = Scope.of(TableName.of("t")).plus(Scope.ofPossible(TableName.of("u")));
            assertThat(Reading.read(database, scope).find(TableName.of("u"))).isEmpty();
            database.execute("create table u (x int)");
            assertThat(Reading.read(database, scope).find(TableName.of("u"))).isPresent();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        create view x as select 1 as a              | a view
        create materialized view x as select 1 as a | a materialized view
        create sequence x                           | a sequence
        create type x as (a int)                    | a composite type
        create table t (a int); create index x on t (a) | an index
        """)
    void whatIsNoTableIsRefused(String sql, String kind) throws SQLException {
        try (var database = TestDatabases.postgres(18).open()) {
            database.execute(sql);
            assertThat(notATable(database, TableName.of("x")).kind()).isEqualTo(kind);
        }
    }

    @OnEachServer
    void aTemporaryTableThatHidesAnotherIsRefused(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open();
                var connection = database.connect()) {
            database.execute("create table t (x int)");
            execute(connection, "create temporary table t (y int)");
            var refusal = catchThrowableOfType(
                    NotATableException.class, () -> Reading.read(connection, Scope.of(TableName.of("t"))));
            assertThat(refusal.kind()).isEqualTo("a temporary table");
            assertThat(Reading.read(connection, Scope.of(new TableName("public", "t")))
                            .tables())
                    .hasSize(1);
        }
    }

    @OnEachServer
    void theServersOwnCatalogIsRefused(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            for (var name : new TableName[] {
                TableName.of("pg_class"),
                new TableName("pg_catalog", "pg_class"),
                new TableName("information_schema", "sql_features")
            }) {
                assertThat(notATable(database, name).kind()).isEqualTo("a part of the server's own catalog");
            }
        }
    }

    @OnEachServer
    void aTableOfAnotherRoleIsRefused(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            var role = "stranger_" + server;
            database.execute(
                    "drop role if exists " + role,
                    "create role " + role + " login",
                    "create table t (x int)",
                    "grant all on t to " + role);
            try (var connection = database.connectAs(role)) {
                var refusal = catchThrowableOfType(
                        NotPermittedException.class, () -> Reading.read(connection, Scope.of(TableName.of("t"))));
                assertThat(refusal.code()).isEqualTo("not-owner");
                assertThat(refusal.headline()).contains("postgres").contains(role);
                assertThat(refusal.facts().get(0).lines().get(0)).contains("grant \"postgres\" to \"" + role + "\"");
            }
        }
    }

    @OnEachServer
    void aTableOfARoleThatOneIsAMemberOfIsNot(int server) throws SQLException {
        try (var database = TestDatabases.postgres(server).open()) {
            var owner = "owner_" + server;
            var member = "member_" + server;
            database.execute(
                    "drop role if exists " + member + "; drop role if exists " + owner,
                    "create role " + owner + "; create role " + member + " login in role " + owner,
                    "create table t (x int); alter table t owner to " + owner);
            try (var connection = database.connectAs(member)) {
                assertThat(Reading.read(connection, Scope.of(TableName.of("t"))).tables())
                        .hasSize(1);
            }
            database.execute("drop table t; drop role " + member + "; drop role " + owner);
        }
    }
}
