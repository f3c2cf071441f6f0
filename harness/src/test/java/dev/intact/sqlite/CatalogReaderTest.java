package dev.intact.sqlite;

import static dev.intact.sqlite.TestSession.main;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.intact.catalog.Check;
import dev.intact.catalog.Column;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Feature;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.PrimaryKey;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogReaderTest {
    @Test
    void columnsAreReadWithAllThatIsSaidOfThem() throws SQLException {
        try (var test = TestSession.of("""
                create table t (
                  id integer primary key,
                  name Varchar ( 10 ) not null default 'x' collate nocase,
                  price decimal(10,
                     2) default (1 + 1),
                  state text default open,
                  "from" int default -1 constraint positive check ("from" > 0),
                  bare,
                  doubled as (price * 2) stored,
                  at text default current_timestamp -- when
                )""")) {
            assertThat(test.table("t").columns())
                    .containsExactly(
                            column("id", "INTEGER").withNotNull(true),
                            withDefault(
                                    column("name", "Varchar ( 10 )")
                                            .withNotNull(true)
                                            .withCollation("nocase"),
                                    "'x'"),
                            withDefault(column("price", "decimal(10, 2)"), "1 + 1"),
                            withDefault(column("state", "TEXT"), "'open'"),
                            withDefault(column("from", "INT"), "-1"),
                            column("bare", ""),
                            new Column(
                                    "doubled",
                                    "",
                                    false,
                                    null,
                                    new Generation.Computed(expression("price * 2"), true),
                                    null),
                            withDefault(column("at", "TEXT"), "current_timestamp"));
        }
    }

    @Test
    void aDefaultEqualsTheSameOneOfAChange() throws SQLException {
        try (var test = TestSession.of("create table t (a Text default ( 'x' /* why */ ))")) {
            var wanted = Column.of("a", "text").withDefault(Expression.of("'x'"));
            var catalog = test.read(new Scope(
                    Scope.of(TableName.of("t")).tables(),
                    Scope.NOTHING.mayBeThere(),
                    Scope.of(TableName.of("t"), Set.of(wanted.defaultAsComparable()))
                            .expressions(),
                    false,
                    new TreeSet<>(List.of("text"))));
            assertThat(catalog.inNormalForm(main("t"), wanted))
                    .isEqualTo(catalog.table(main("t")).column("a"));
        }
    }

    @Test
    void keysAreReadWithTheirNames() throws SQLException {
        try (var test = TestSession.of("""
                create table t (
                  a text, b text, c text unique, d text,
                  constraint pk primary key (a, B desc) on conflict replace,
                  constraint uq unique (b, c),
                  unique (d collate nocase)
                )""")) {
            var table = test.table("t");
            assertThat(table.primaryKey())
                    .isEqualTo(new PrimaryKey("pk", List.of("a", "b"), List.of(), Deferral.NOT_DEFERRABLE));
            assertThat(table.column("a").notNull()).isFalse();
            assertThat(table.uniqueKeys()).containsExactly(unique(null, "c"), unique("uq", "b", "c"));
            assertThat(table.properties())
                    .containsEntry("conflict clause of primary key", "replace")
                    .containsEntry("terms of primary key", "a, B desc")
                    .containsEntry("terms of unique (d collate nocase)", "d collate nocase");
            assertThat(table.indexes()).isEmpty();
        }
    }

    @Test
    void theKeyOfAWithoutRowidTableIsNeverNull() throws SQLException {
        try (var test = TestSession.of("create table t (a text, b text, primary key (a, b)) strict, without rowid")) {
            var table = test.table("t");
            assertThat(table.columns()).allMatch(Column::notNull);
            assertThat(table.properties())
                    .containsKeys("strict", "without rowid")
                    .doesNotContainKey("rowid alias");
        }
    }

    @Test
    void theRowidIsNeverNullUnderItsOtherName() throws SQLException {
        try (var test = TestSession.of(
                "create table t (id integer primary key autoincrement, b text);\n",
                "create table notquite (id integer primary key desc);\n",
                "create table norquite (id int primary key)")) {
            assertThat(test.table("t").column("id").notNull()).isTrue();
            assertThat(test.table("t").properties())
                    .containsEntry("rowid alias", "id")
                    .containsKey("autoincrement");
            assertThat(test.table("notquite").column("id").notNull()).isFalse();
            assertThat(test.table("norquite").column("id").notNull()).isFalse();
        }
    }

    @Test
    void indexesAreReadWithAllThatIsSaidOfThem() throws SQLException {
        try (var test = TestSession.of("""
                create table t (a text, b text collate nocase, late text);
                create index plain on t (a, b);
                create unique index odd on t (lower(a) collate rtrim desc, b collate NOCASE, b collate binary) where late is null;
                create index "string" on t ("nosuch", "late")""")) {
            assertThat(test.table("t").indexes())
                    .containsExactly(
                            Index.on("plain", List.of("a", "b")),
                            Index.on("odd", List.of())
                                    .withUnique(true)
                                    .withTerms(List.of(
                                            new IndexTerm(
                                                    new IndexTerm.OfExpression(expression("lower(a)")),
                                                    "rtrim",
                                                    null,
                                                    true,
                                                    IndexTerm.Nulls.BY_DEFAULT),
                                            IndexTerm.column("b"),
                                            new IndexTerm(
                                                    new IndexTerm.OfColumn("b"),
                                                    "binary",
                                                    null,
                                                    false,
                                                    IndexTerm.Nulls.BY_DEFAULT)))
                                    .withPredicate(expression("late is null")),
                            Index.on("string", List.of())
                                    .withTerms(List.of(
                                            IndexTerm.expression(expression("\"nosuch\"")), IndexTerm.column("late"))));
        }
    }

    /** A PRAGMA tells of it what the text does. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a, b",
                "A, \"B\", [late]",
                "'a'",
                "(a)",
                "b desc, a asc, b",
                "a collate NoCase, a collate rtrim desc, a collate binary",
                "b collate binary, b collate nocase, b collate RTRIM",
                "k",
                "k + 1, a",
                "g"
            })
    void anIndexIsReadAsItsTextSays(String terms) throws SQLException {
        var sql = "create unique index \"the index\" on \"T \"\"1\" (%s)".formatted(terms);
        try (var test = TestSession.of(
                "create table \"T \"\"1\" (k integer primary key, a text, b text collate nocase, late, g as (a || b))",
                sql)) {
            var table = test.table("T \"1");
            assertThat(table.indexes()).containsExactly(CreateIndex.parse(sql).on(table.columns()));
        }
    }

    @Test
    void theIndexesOfNeighboursAreReadToo() throws SQLException {
        try (var test = TestSession.of("""
                create table parent (id integer primary key, k text);
                create unique index one on parent (k) where k > 'a';
                create table t (id integer primary key, p int references parent);
                create index two on t (p);
                create table child (t int references t);
                create index three on child (t)""")) {
            assertThat(test.read(Scope.of(TableName.of("t"))).tables().values().stream()
                            .flatMap(table -> table.indexes().stream())
                            .map(Index::name))
                    .containsExactly("three", "one", "two");
        }
    }

    @Test
    void foreignKeysAreReadWithTheNeighboursOnBothSides() throws SQLException {
        try (var test = TestSession.of("""
                create table Parent (Id integer primary key, k text unique);
                create table t (
                  id integer primary key,
                  p int references parent on delete cascade on update set null deferrable initially deferred,
                  k text,
                  constraint fk foreign key (k) references PARENT (K) match full
                );
                create table child (t int references T (ID));
                create table stranger (x text default 'references t')""")) {
            var catalog = test.read(Scope.of(TableName.of("t")));
            assertThat(catalog.tables().keySet()).containsExactly(main("Parent"), main("child"), main("t"));
            assertThat(catalog.table(main("t")).foreignKeys())
                    .containsExactly(
                            new ForeignKey(
                                    null,
                                    List.of("p"),
                                    main("Parent"),
                                    List.of(),
                                    ForeignKey.Action.CASCADE,
                                    ForeignKey.Action.SET_NULL,
                                    List.of(),
                                    false,
                                    Deferral.INITIALLY_DEFERRED,
                                    true),
                            new ForeignKey(
                                    "fk",
                                    List.of("k"),
                                    main("Parent"),
                                    List.of("k"),
                                    ForeignKey.Action.NO_ACTION,
                                    ForeignKey.Action.NO_ACTION,
                                    List.of(),
                                    false,
                                    Deferral.NOT_DEFERRABLE,
                                    true));
            assertThat(catalog.referencesTo(main("t")))
                    .singleElement()
                    .satisfies(reference ->
                            assertThat(reference.referencedColumns(catalog)).containsExactly("id"));
            assertThat(catalog.table(main("t")).properties()).containsEntry("match of foreign key (k)", "full");
        }
    }

    @Test
    void checksAreReadWithTheirNames() throws SQLException {
        try (var test = TestSession.of(
                "create table t (a int check (a > 0), b int, constraint \"a<b\" check (a < b) on conflict ignore)")) {
            assertThat(test.table("t").checks())
                    .containsExactly(
                            new Check(null, expression("a > 0"), true), new Check("a<b", expression("a < b"), true));
        }
    }

    /** The driver takes a result's first value for the type of its column, and an expression has no name. */
    @Test
    void namesAreReadBehindAnExpressionThatHasNone() throws SQLException {
        try (var test = TestSession.of(
                "create table t (a, b)", "create index plain on t (b, a)", "create index latest on t (abs(a), b)")) {
            assertThat(test.table("t").indexes())
                    .extracting(Index::name, index -> index.terms().toString())
                    .containsExactlyInAnyOrder(tuple("plain", "[b, a]"), tuple("latest", "[abs(a), b]"));
        }
    }

    @Test
    void theServerIsWhatItSays() throws SQLException {
        try (var test = TestSession.of("create table t (a)")) {
            var server = test.read(Scope.NOTHING).server();
            assertThat(server.product()).isEqualTo("SQLite");
            assertThat(test.rows("select sqlite_version()")).containsExactly(server.version());
            assertThat(server.features()).containsExactlyInAnyOrder(Feature.ALTER_NOT_NULL, Feature.REFERENCE_ANY_TYPE);
            assertThat(test.rows("select sql from sqlite_schema")).containsExactly("CREATE TABLE t (a)");
        }
    }

    static Column column(String name, String type) {
        return Column.of(name, type);
    }

    static Column withDefault(Column column, String sql) {
        var written = column.withDefault(Expression.of(sql));
        return column.withDefault(new Expression(sql, NormalForm.of(written.defaultAsComparable())));
    }

    static Expression expression(String sql) {
        return new Expression(sql, NormalForm.of(sql));
    }

    private static UniqueKey unique(@Nullable String name, String... columns) {
        return new UniqueKey(name, List.of(columns), List.of(), true, Deferral.NOT_DEFERRABLE);
    }
}
