package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.dialect.Session.Access;
import dev.intact.error.NotVerifiedException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TableEditTest {
    private static final String PARENT = "create table p (id integer primary key);\ninsert into p values (1), (2);\n";

    private static UnaryOperator<CreateTable> adding(String clause) {
        return table -> DefinitionEdit.withConstraint(table, clause);
    }

    @ParameterizedTest
    @EnumSource
    void aForeignKeyIsAddedAndTheRowsStay(Way way) throws SQLException {
        try (var test = EditSession.of(
                way, PARENT, "create table t (a int, b text);\ninsert into t (rowid, a, b) values (7, 1, 'x');\n")) {
            test.edit("t", adding("foreign key (a) references p (id) on delete cascade"));
            assertThat(test.rows("select rowid, a, b from t")).containsExactly("7|1|x");
            assertThat(test.rows("select \"table\", \"from\", on_delete from pragma_foreign_key_list('t')"))
                    .containsExactly("p|a|CASCADE");
            test.run("pragma foreign_keys = on");
            assertThatThrownBy(() -> test.run("insert into t values (9, 'y')")).isInstanceOf(SQLException.class);
            test.run("delete from p where id = 1");
            assertThat(test.rows("select * from t")).isEmpty();
        }
    }

    @Test
    void thePlanSaysEveryStatement() throws SQLException {
        try (var test = EditSession.of(Way.IN_PLACE, PARENT, "create table t (a int);\n")) {
            var steps = test.plan("t", adding("check (a > 0)")).steps();
            assertThat(steps.stream().map(Step::sql))
                    .satisfiesExactly(
                            sql -> assertThat(sql).isEqualTo("pragma writable_schema = on"),
                            sql -> assertThat(sql)
                                    .isEqualTo(
                                            "update main.sqlite_schema set sql = 'CREATE TABLE t (a int, check (a > 0))'"
                                                    + " where type = 'table' and name = 't' and sql = 'CREATE TABLE t (a int)'"),
                            sql -> assertThat(sql).contains("changes()"),
                            sql -> assertThat(sql).matches("pragma main.schema_version = \\d+"),
                            sql -> assertThat(sql).isEqualTo("pragma writable_schema = reset"),
                            sql -> assertThat(sql).contains("is not 'CREATE TABLE t (a int, check (a > 0))'"),
                            sql -> assertThat(sql).contains("pragma_quick_check('t')"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatBreaksTheNewDefinitionUndoesItAll(Way way) throws SQLException {
        try (var test = EditSession.of(way, "create table t (a int);\ninsert into t values (-1);\n")) {
            assertThatThrownBy(() -> test.edit("t", adding("check (a > 0)")))
                    .isInstanceOfAny(NotVerifiedException.class, SQLException.class);
            assertThat(test.rows("select sql from sqlite_schema")).containsExactly("CREATE TABLE t (a int)");
            test.run("insert into t values (-2)");
            assertThat(test.rows("pragma writable_schema")).containsExactly("0");
        }
    }

    @Test
    void somebodyElsesDefinitionIsNotOverwritten() throws SQLException {
        try (var test = EditSession.of(Way.IN_PLACE, "create table t (a int);\n")) {
            var stage = test.plan("t", adding("check (a > 0)"));
            test.run("alter table t add column b int");
            assertThatThrownBy(() -> test.apply(stage))
                    .isInstanceOf(NotVerifiedException.class)
                    .hasMessageContaining("exactly one definition");
            assertThat(test.rows("select sql from sqlite_schema")).containsExactly("CREATE TABLE t (a int, b int)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDefinitionThatSqliteDoesNotTakeIsRefusedBeforeAnythingIsTouched(Way way) throws SQLException {
        try (var test = EditSession.of(way, "create table t (a int);\n")) {
            for (var clause : List.of(
                    "check (nobody > 0)",
                    "foreign key (nobody) references p",
                    "check (nothing(a))",
                    "primary key (b)")) {
                assertThatThrownBy(() -> test.plan("t", adding(clause))).isInstanceOf(UnsupportedChangeException.class);
            }
            assertThat(test.rows("select name from temp.sqlite_schema")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void severalEditsOfOneTableFollowOneAnother(Way way) throws SQLException {
        try (var test = EditSession.of(way, PARENT, "create table t (a int);\ninsert into t values (1);\n")) {
            test.edit(
                    "t",
                    adding("constraint fk foreign key (a) references p (id)"),
                    adding("constraint ck check (a > 0)"),
                    table -> DefinitionEdit.without(table, table.foreignKeys()));
            assertThat(CreateTable.parse(test.rows("select sql from sqlite_schema where name = 't'")
                            .get(0)))
                    .satisfies(table -> assertThat(table.foreignKeys()).isEmpty())
                    .satisfies(table -> assertThat(table.checks()).hasSize(1));
        }
    }

    @Test
    void anAlterTableOfTheSameChangeIsKnown() throws SQLException {
        try (var test = EditSession.of(Way.IN_PLACE, "create table t (a int /* first */);\n")) {
            var before = test.session().table("t");
            assertThat(before.columnNames()).containsExactly("a");
            test.begin(Access.WRITE);
            var draft = test.draft("t");
            draft.alter(name -> org.jooq.impl.DSL.query("alter table {0} add column b int", name), "add a column");
            TableEdit.of(draft, DefinitionEdit.withConstraint(draft.definition(), "check (b > a)"), "add a check");
            test.runAndCommit(draft);
            assertThat(test.rows("select sql from sqlite_schema"))
                    .containsExactly("CREATE TABLE t (a int /* first */, b int, check (b > a))");
        }
    }
}
