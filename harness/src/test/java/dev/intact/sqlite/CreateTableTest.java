package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.intact.sqlite.ConstraintClause.Check;
import dev.intact.sqlite.ConstraintClause.ConflictClause;
import dev.intact.sqlite.ConstraintClause.Default;
import dev.intact.sqlite.ConstraintClause.Generated;
import dev.intact.sqlite.ConstraintClause.PrimaryKey;
import dev.intact.sqlite.ConstraintClause.Unique;
import dev.intact.sqlite.ConstraintClause.Unknown;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreateTableTest {
    @Test
    void everyClauseSurvivesInItsOwnWords() {
        var table = CreateTable.parse("""
                CREATE TABLE "work flow" (
                    id INTEGER CONSTRAINT pk PRIMARY KEY AUTOINCREMENT,
                    slug VARCHAR(20) COLLATE nocase NOT NULL ON CONFLICT FAIL DEFAULT ('a' || 'b'),
                    size GENERATED ALWAYS AS (length(slug)) STORED, -- for lists
                    owner REFERENCES p DEFERRABLE INITIALLY DEFERRED,
                    CONSTRAINT u UNIQUE (slug COLLATE rtrim DESC, id) ON CONFLICT IGNORE,
                    CONSTRAINT [short slug] CHECK (length(slug) < 20),
                    FOREIGN KEY (slug) REFERENCES p(slug) ON DELETE CASCADE
                ) STRICT""");
        assertThat(table.name()).isEqualTo("work flow");
        assertThat(table.nameSpan().in(table.sql())).isEqualTo("\"work flow\"");
        assertThat(table.columns()).extracting(ColumnDefinition::name).containsExactly("id", "slug", "size", "owner");
        assertThat(table.columns())
                .extracting(ColumnDefinition::type)
                .containsExactly("INTEGER", "VARCHAR(20)", null, null);
        assertThat(table.allConstraints().map(clause -> clause.span().in(table.sql())))
                .containsExactly(
                        "CONSTRAINT pk PRIMARY KEY AUTOINCREMENT",
                        "COLLATE nocase",
                        "NOT NULL ON CONFLICT FAIL",
                        "DEFAULT ('a' || 'b')",
                        "GENERATED ALWAYS AS (length(slug)) STORED",
                        "REFERENCES p DEFERRABLE INITIALLY DEFERRED",
                        "CONSTRAINT u UNIQUE (slug COLLATE rtrim DESC, id) ON CONFLICT IGNORE",
                        "CONSTRAINT [short slug] CHECK (length(slug) < 20)",
                        "FOREIGN KEY (slug) REFERENCES p(slug) ON DELETE CASCADE");
        assertThat(table.columns().get(1).span().in(table.sql()))
                .isEqualTo("slug VARCHAR(20) COLLATE nocase NOT NULL ON CONFLICT FAIL DEFAULT ('a' || 'b')");
        assertThat(table.body().in(table.sql())).startsWith("\n    id").endsWith("CASCADE\n");
        assertThat(table.strict()).isTrue();
        assertThat(table.withoutRowid()).isFalse();
    }

    @Test
    void aKeySurvivesBehindItsColumnAndBehindAllColumns() {
        var inline = CreateTable.parse("create table t(a integer constraint pk primary key desc on conflict abort)");
        assertThat(inline.allConstraints()).singleElement().isInstanceOfSatisfying(PrimaryKey.class, key -> {
            assertThat(key.name()).isEqualTo("pk");
            assertThat(key.onConflict()).isEqualTo(ConflictClause.ABORT);
            assertThat(key.autoincrement()).isFalse();
            assertThat(key.columns()).containsExactly(new IndexedColumn("a", "a", null, true, new Span(15, 16)));
        });
        var behindAll = CreateTable.parse("create table t(a, b, unique ('a' collate \"no case\" desc, [b]))");
        assertThat(behindAll.allConstraints()).singleElement().isInstanceOfSatisfying(Unique.class, key -> {
            assertThat(key.name()).isNull();
            assertThat(key.onConflict()).isNull();
            assertThat(key.columns()).extracting(IndexedColumn::column).containsExactly("a", "b");
            assertThat(key.columns()).extracting(IndexedColumn::collation).containsExactly("no case", null);
            assertThat(key.columns()).extracting(IndexedColumn::descending).containsExactly(true, false);
        });
    }

    @Test
    void autoincrementSurvivesInsideTheListToo() {
        var table = CreateTable.parse("create table t(a integer, primary key (a autoincrement) on conflict replace)");
        assertThat(table.allConstraints())
                .singleElement()
                .isInstanceOfSatisfying(
                        PrimaryKey.class, key -> assertThat(key.autoincrement()).isTrue());
    }

    @Test
    void defaultsSurviveWithAndWithoutParentheses() {
        var table = CreateTable.parse(
                "create table t(a default -5 not null, b default (1 + (2) /* so */), c default \"dq\" collate nocase)");
        assertThat(clauses(table, Default.class))
                .extracting(Default::expression)
                .containsExactly("-5", "1 + (2)", "\"dq\"");
        assertThat(clauses(table, Default.class))
                .extracting(Default::parenthesized)
                .containsExactly(false, true, false);
    }

    @Test
    void generatedColumnsSurviveAndLeaveTheTypeAlone() {
        var table =
                CreateTable.parse("create table t(a, b int generated always as (a) stored, c int as (a), d always)");
        assertThat(clauses(table, Generated.class))
                .extracting(Generated::stored)
                .containsExactly(true, false);
        assertThat(table.columns()).extracting(ColumnDefinition::type).containsExactly(null, "int", "int", "always");
    }

    /** SQLite takes such a comment into the type, and would then find no such type in a STRICT table. */
    @Test
    void aCommentBeforeGeneratedAlwaysIsNoPartOfTheType() {
        var table = CreateTable.parse("create table t(a, b int -- so\n generated always as (a))");
        assertThat(table.columns()).extracting(ColumnDefinition::type).containsExactly(null, "int");
    }

    @Test
    void aTypeOfSeveralWordsSurvivesVerbatim() {
        var table =
                CreateTable.parse("create table t(a unsigned  big int(10, -2)not null, b 'x y' [z] /* c */ check (b))");
        assertThat(table.columns())
                .extracting(ColumnDefinition::type)
                .containsExactly("unsigned  big int(10, -2)", "'x y' [z]");
    }

    @Test
    void aNameWithNothingToNameSurvives() {
        var table = CreateTable.parse(
                "create table t(a constraint x, constraint y constraint [z z] check (a > 0), constraint w)");
        assertThat(table.allConstraints()).extracting(ConstraintClause::name).containsExactly("x", "y", "z z", "w");
        assertThat(clauses(table, Unknown.class))
                .extracting(Unknown::text)
                .containsExactly("constraint x", "constraint y", "constraint w");
        assertThat(table.checks()).extracting(Check::expression).containsExactly("a > 0");
    }

    @Test
    void constraintsWithoutCommasAreSeveral() {
        var table = CreateTable.parse(
                "create table t(a, check (a > 0) check (a < 9) foreign key (a) references p unique (a))");
        assertThat(table.columns()).hasSize(1);
        assertThat(table.constraints()).hasSize(4);
    }

    @Test
    void whatNobodyUnderstandsIsKeptAndTheRestIsRead() {
        var table = CreateTable.parse("""
                create table t(a int(1) (x, ')') not null, b default not null, constraint c check a > 0, shiny,
                    constraint d unique (a, ), unique (a), primary, not valid, unique, references p)
                    without rowid, colour blue""");
        assertThat(clauses(table, Unknown.class))
                .extracting(Unknown::text)
                .containsExactly(
                        "(x, ')')",
                        "default",
                        "constraint c check a > 0",
                        "shiny",
                        "constraint d unique (a, )",
                        "primary",
                        "not valid",
                        "unique",
                        "references p");
        assertThat(clauses(table, Unknown.class))
                .extracting(Unknown::name)
                .containsExactly(null, null, "c", null, "d", null, null, null, null);
        assertThat(table.columns()).extracting(ColumnDefinition::type).containsExactly("int(1)", null);
        assertThat(clauses(table, ConstraintClause.NotNull.class)).hasSize(2);
        assertThat(clauses(table, Unique.class)).hasSize(1);
        assertThat(table.withoutRowid()).isTrue();
        assertThat(table.options())
                .extracting(TableOption::kind)
                .containsExactly(TableOption.Kind.WITHOUT_ROWID, TableOption.Kind.UNKNOWN, TableOption.Kind.UNKNOWN);
    }

    @Test
    void commentsAndQuotesHideCommasAndParentheses() {
        var table = CreateTable.parse("create table t(a -- , b)\n, [,)] /* ) */ check (a <> '),(') , \"--\" text)");
        assertThat(table.columns()).extracting(ColumnDefinition::name).containsExactly("a", ",)", "--");
        assertThat(table.checks()).extracting(Check::expression).containsExactly("a <> '),('");
    }

    @Test
    void everyWayToStartIsRead() {
        for (var start : List.of("create temp table", "CREATE TEMPORARY TABLE if not exists", "create table main .")) {
            assertThat(CreateTable.parse(start + " \"t\" (a);").name()).isEqualTo("t");
        }
    }

    @Test
    void whatIsNoTableIsRefusedWithThePosition() {
        assertRefused("create view v as select 1", "expected table at offset 7, found view");
        assertRefused("create virtual table t using fts5(a)", "expected table at offset 7, found virtual");
        assertRefused("create table t as select 1", "expected ( at offset 15, found as");
        assertRefused("create table t(a int, b (c)", "at offset 27, found the end");
        assertRefused("create table t(a int check (b)", "at offset 30, found the end");
        assertRefused("create table t(a 'int)", "at offset 22, found the end");
        assertRefused("create table t()", "expected a column at offset 15, found )");
        assertRefused("create table t(check (1))", "expected a column at offset 15, found check");
        assertRefused("", "expected create at offset 0, found the end");
    }

    private static void assertRefused(String sql, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CreateTable.parse(sql))
                .withMessageContaining(message);
    }

    private static <T extends ConstraintClause> List<T> clauses(CreateTable table, Class<T> kind) {
        return table.allConstraints().filter(kind::isInstance).map(kind::cast).toList();
    }
}
