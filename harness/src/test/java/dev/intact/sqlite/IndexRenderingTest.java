package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.catalog.Deferral;
import dev.intact.catalog.Expression;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.AddUniqueConstraint;
import dev.intact.operation.CreateIndex;
import dev.intact.operation.DropIndex;
import dev.intact.operation.DropUnique;
import dev.intact.operation.Primitive;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexRenderingTest {
    private static final TableName T = TableName.of("t");

    @Test
    void aUniqueIndexIsOneStatement() throws SQLException {
        try (var test = TestSession.of("create table t (a text, b text)")) {
            var operation = CreateIndex.of(T, List.of("a", "b")).unique();
            assertThat(test.sql(operation))
                    .containsExactly("create unique index \"main\".\"uq_t_a_b\" on \"t\" (\"a\", \"b\")");
            test.apply(operation);
        }
    }

    @Test
    void everyPartOfAnIndexIsKept() throws SQLException {
        try (var test = TestSession.of("create table t (a text collate nocase, b text, \"odd \"\"name\" int)")) {
            test.apply(CreateIndex.of(T, List.of())
                    .with(new IndexTerm(new IndexTerm.OfColumn("a"), "BINARY", null, true, IndexTerm.Nulls.BY_DEFAULT))
                    .onExpression("lower(b) || '''; drop table t; --'")
                    .with(new IndexTerm(
                            new IndexTerm.OfExpression(Expression.of("trim(b)")),
                            "nocase",
                            null,
                            true,
                            IndexTerm.Nulls.BY_DEFAULT))
                    .with(IndexTerm.column("odd \"name"))
                    .named("every \"part\"")
                    .where("(b <> 'x') and a is not null /* all */")
                    .unique());
            assertThat(test.table("t").index("every \"part\"")).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select",
                "two words",
                "it''s",
                "a\"b",
                "[x]",
                "`y`",
                "Ünïcödé",
                "таблица",
                "{0} ? {1}",
                "x\"); drop table \"t",
                "-- c",
                "a.b"
            })
    void oddNamesAreNames(String name) throws SQLException {
        var quoted = Identifiers.quote(name);
        try (var test = TestSession.of(
                "create table %s (%s text primary key, x int);\n".formatted(quoted, quoted),
                "create table child (c text references %s (%s))".formatted(quoted, quoted))) {
            var table = TableName.of(name);
            test.apply(CreateIndex.of(table, List.of(name, "x")).named("ix " + name));
            var there = test.read(dev.intact.catalog.Scope.of(table));
            assertThat(there.referencesTo(TestSession.main(name))).hasSize(1);
            test.apply(new DropIndex(table, "ix " + name, null));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a), (b",
                "a; drop table t",
                "a -- and so on",
                "a /* and so on",
                "'a",
                "\"a",
                "[a",
                "x'00",
                "a, b",
                "",
                " ",
                "?",
                ":a",
                "a\0b"
            })
    void anExpressionIsOneExpression(String sql) throws SQLException {
        try (var test = TestSession.of("create table t (a text, b text)")) {
            assertThatThrownBy(() -> test.plan(
                            CreateIndex.of(T, List.of()).onExpression(sql).named("ix")))
                    .isInstanceOf(InvalidChangeException.class);
            assertThatThrownBy(() -> test.plan(CreateIndex.of(T, List.of("a")).where(sql)))
                    .isInstanceOf(InvalidChangeException.class);
        }
    }

    @Test
    void whatSqliteWouldTakeForSomethingElseIsRefused() throws SQLException {
        try (var test = TestSession.of("create table t (a text collate nocase, b text)")) {
            refused(test, CreateIndex.of(T, List.of()).onExpression("b").named("column"), InvalidChangeException.class);
            refused(
                    test,
                    CreateIndex.of(T, List.of())
                            .onExpression("lower(b) collate nocase")
                            .named("collation"),
                    InvalidChangeException.class);
        }
    }

    @Test
    void whatSqliteDoesNotHaveIsRefused() throws SQLException {
        try (var test = TestSession.of("create table t (a text, b text)")) {
            var index = CreateIndex.of(T, List.of("a"));
            refused(test, index.using("gin"), UnsupportedChangeException.class);
            refused(test, index.including("b"), UnsupportedChangeException.class);
            refused(test, index.nullsNotDistinct(), UnsupportedChangeException.class);
            refused(test, index.storedWith(List.of("fillfactor=70")), UnsupportedChangeException.class);
        }
    }

    @Test
    void anIndexIsDropped() throws SQLException {
        try (var test = TestSession.of("create table t (a text);\ncreate index ix on t (a)")) {
            assertThat(test.sql(new DropIndex(T, "ix", null))).containsExactly("drop index \"main\".\"ix\"");
            test.apply(new DropIndex(T, "ix", null));
            assertThat(test.table("t").indexes()).isEmpty();
        }
    }

    @Test
    void aUniqueIndexIsDroppedByItsColumns() throws SQLException {
        try (var test = TestSession.of("create table t (a text);\ncreate unique index uq on t (a)")) {
            test.apply(new DropUnique(T, List.of("a"), null));
            assertThat(test.table("t").indexes()).isEmpty();
        }
    }

    @Test
    void aCollationThatIsTheColumnsOwnSaysNothing() throws SQLException {
        try (var test = TestSession.of("create table t (a text collate nocase, b text)")) {
            test.apply(CreateIndex.of(T, List.of())
                    .with(new IndexTerm(new IndexTerm.OfColumn("a"), "NOCASE", null, false, IndexTerm.Nulls.BY_DEFAULT))
                    .named("own"));
            assertThat(test.table("t").index("own").orElseThrow().plainColumns())
                    .containsExactly("a");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a text unique, b text",
                "a text constraint uq unique on conflict ignore, b text unique",
                "a text, b text, unique (a collate nocase), unique (a)",
                "a text collate nocase, b text, constraint uq unique (A), check (b > a)"
            })
    void aUniqueConstraintIsDroppedAndComesBack(String body) throws SQLException {
        try (var test = TestSession.of("create table t (%s);\ninsert into t values ('x', 'y');\n".formatted(body))) {
            var operation = new DropUnique(T, List.of("a"), null);
            var before = test.read(operation.scope());
            var others = before.table(T).uniqueKeys().size() - 1;
            assertThat(test.plan(operation).get(0).rebuilds()).isFalse();
            var undo = operation.undo(before).operations();
            test.apply(operation);
            assertThat(test.table("t").uniqueKeys()).hasSize(others);
            test.apply((Primitive) undo.get(0));
            assertThat(test.table("t").uniqueKeys()).hasSize(others + 1);
            assertThatThrownBy(() -> test.run("insert into t values ('x', 'z')"))
                    .isInstanceOf(SQLException.class);
            assertThat(test.rows("pragma integrity_check")).containsExactly("ok");
        }
    }

    @Test
    void aConstraintTakesThePlaceOfItsIndex() throws SQLException {
        try (var test = TestSession.of("create table t (a text);\ncreate unique index ix on t (a);\n")) {
            var key = new UniqueKey("uq", List.of("a"), List.of(), true, Deferral.NOT_DEFERRABLE);
            assertThat(test.plan(new AddUniqueConstraint(T, key)).get(0).rebuilds())
                    .isFalse();
            test.apply(new AddUniqueConstraint(T, key));
            assertThat(test.rows("select name from sqlite_schema")).containsExactly("t", "sqlite_autoindex_t_1");
        }
    }

    @Test
    void aConstraintThatSqliteDoesNotHaveIsRefused() throws SQLException {
        try (var test = TestSession.of("create table t (a text)")) {
            for (var key : List.of(
                    new UniqueKey("uq", List.of("a"), List.of("a"), true, Deferral.NOT_DEFERRABLE),
                    new UniqueKey("uq", List.of("a"), List.of(), false, Deferral.NOT_DEFERRABLE),
                    new UniqueKey("uq", List.of("a"), List.of(), true, Deferral.DEFERRABLE))) {
                refused(test, new AddUniqueConstraint(T, key), UnsupportedChangeException.class);
            }
        }
    }

    private static void refused(TestSession test, Primitive operation, Class<? extends Exception> how) {
        assertThatThrownBy(() -> test.plan(operation)).isInstanceOf(how);
    }
}
