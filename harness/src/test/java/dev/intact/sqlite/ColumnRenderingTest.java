package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.catalog.Column;
import dev.intact.catalog.Expression;
import dev.intact.catalog.Generation;
import dev.intact.catalog.TableName;
import dev.intact.check.ViolationsException;
import dev.intact.error.DependentsException;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.AddColumn;
import dev.intact.operation.DropColumn;
import dev.intact.operation.DropNotNull;
import dev.intact.operation.Primitive;
import dev.intact.operation.SetNotNull;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnRenderingTest {
    private static final TableName T = TableName.of("t");
    private static final String ONE_ROW =
            "create table t (id integer primary key, a int);\ninsert into t values (1, 2);\n";

    @Nested
    class Addition {
        @Test
        void aColumnIsAddedInOneStatement() throws SQLException {
            try (var test = TestSession.of(ONE_ROW)) {
                assertThat(test.sql(AddColumn.of(T, "b", "text")))
                        .containsExactly("alter table \"main\".\"t\" add column \"b\" text");
                test.apply(AddColumn.of(T, "b", "text"));
            }
        }

        @Test
        void aNameThatDiffersFromAnotherInCaseAloneIsRefused() throws SQLException {
            try (var test = TestSession.of(ONE_ROW)) {
                assertThatThrownBy(() -> test.plan(AddColumn.of(T, "A", "text")))
                        .isInstanceOf(UnsupportedChangeException.class)
                        .hasMessageContaining("choose another name");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"0", "-1", "(-1)", "'it''s; -- {0} ?'", "null", "true", "x'00'", "1e5", "'x' /* why */"})
        void aConstantDefaultIsAddedToRows(String value) throws SQLException {
            try (var test = TestSession.of(ONE_ROW)) {
                test.apply(AddColumn.of(T, "b", "Varchar ( 10 )")
                        .defaultValue(value)
                        .collate("nocase"));
                test.apply(AddColumn.of(T, "c", "int").defaultValue("0").notNull());
                assertThat(test.rows("select c from t")).containsExactly("0");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"current_timestamp", "(random())", "1 + 1"})
        void anotherDefaultIsGivenToEveryRow(String value) throws SQLException {
            try (var test = TestSession.of(ONE_ROW, "insert into t values (2, 3);\n")) {
                var operation = AddColumn.of(T, "b", "text").defaultValue(value).notNull();
                assertThat(test.plan(operation).get(0).rebuilds()).isTrue();
                test.apply(operation);
                assertThat(test.rows("select count(*) from t where b is not null"))
                        .containsExactly("2");
                assertThat(test.rows("select id, a from t")).containsExactly("1|2", "2|3");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"current_timestamp", "(random())", "1 + 1"})
        void anotherDefaultTakesNoNewTableWhereThereAreNoRows(String value) throws SQLException {
            try (var test = TestSession.of(ONE_ROW, "delete from t;\n")) {
                var operation = AddColumn.of(T, "b", "text").defaultValue(value);
                assertThat(test.plan(operation).get(0).rebuilds()).isFalse();
                test.apply(operation);
            }
        }

        @Test
        void notNullNeedsAValueForEveryRow() throws SQLException {
            try (var test = TestSession.of(ONE_ROW)) {
                var operation = AddColumn.of(T, "b", "text").notNull();
                assertThatThrownBy(() -> test.apply(operation)).isInstanceOf(ViolationsException.class);
                test.run("delete from t");
                test.apply(operation);
            }
        }

        @Test
        void aGeneratedColumnIsAdded() throws SQLException {
            try (var test = TestSession.of(ONE_ROW)) {
                test.apply(generated("v", false));
                assertThat(test.rows("select v from t")).containsExactly("4");
                test.apply(generated("s", true));
                assertThat(test.rows("select s from t")).containsExactly("4");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "insert into t values (new.x, 2)",
                    "insert or ignore into \"T\" select new.x, 2",
                    "replace into t as other values (new.x, 2)"
                })
        void aTriggerThatInsertsAValueForEachColumnIsRefused(String insert) throws SQLException {
            try (var test = TestSession.of(ONE_ROW, OTHERS, inserting(insert))) {
                assertThatExceptionOfType(UnsupportedChangeException.class)
                        .isThrownBy(() -> test.plan(AddColumn.of(T, "b", "text")))
                        .withMessageContaining("would fail with one more")
                        .withMessageContaining("name the columns there");
                test.apply(generated("v", false));
                test.run("insert into other values (7)");
                assertThat(test.rows("select id, a from t where id = 7")).containsExactly("7|2");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "insert into copies select * from t",
                    "insert into copies (id, a) select distinct [T].* from [T]",
                    "insert into copies select t.*from t where id = new.x"
                })
        void aTriggerThatCopiesAllColumnsIsRefused(String insert) throws SQLException {
            try (var test = TestSession.of(ONE_ROW, OTHERS, inserting(insert))) {
                test.run("insert into other values (1)");
                assertThat(test.rows("select * from copies")).containsExactly("1|2");
                for (var addition : List.of(AddColumn.of(T, "b", "text"), generated("v", false))) {
                    assertThatExceptionOfType(UnsupportedChangeException.class)
                            .isThrownBy(() -> test.plan(addition))
                            .withMessageContaining("would fail with one more");
                }
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "insert into t (id, a) values (new.x, 2)",
                    "insert into t as other (a, id) values (2, new.x)",
                    "insert into t (id) values (new.x); insert into copies select count(*), 2 * a from t group by a"
                })
        void aTriggerThatNamesItsColumnsGoesOn(String insert) throws SQLException {
            try (var test = TestSession.of(ONE_ROW, OTHERS, inserting(insert))) {
                test.apply(AddColumn.of(T, "b", "text"));
                test.run("insert into other values (7)");
                assertThat(test.rows("select count(*) from t")).containsExactly("2");
            }
        }

        private static final String OTHERS = "create table other (x);\ncreate table copies (id, a);\n";

        private static String inserting(String insert) {
            return "create trigger inserting after insert on other begin %s; end;\n".formatted(insert);
        }

        private AddColumn generated(String name, boolean stored) {
            var generation = new Generation.Computed(new Expression("a * 2", NormalForm.of("a * 2")), stored);
            return new AddColumn(T, new Column(name, "INT", false, null, generation, null));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "text; drop table t",
                    "text default 5",
                    "int check (a > 0)",
                    "int --",
                    "decimal(10",
                    "'int'x("
                })
        void aTypeIsNothingElse(String type) throws SQLException {
            try (var test = TestSession.of(ONE_ROW)) {
                assertThatThrownBy(() -> test.plan(AddColumn.of(T, "b", type)))
                        .isInstanceOf(InvalidChangeException.class);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"1) check (a > 0", "1); drop table t; --", "1, b int", ""})
        void aDefaultIsNothingElse(String value) throws SQLException {
            try (var test = TestSession.of(ONE_ROW)) {
                assertThatThrownBy(() -> test.plan(AddColumn.of(T, "b", "int").defaultValue(value)))
                        .isInstanceOf(InvalidChangeException.class);
            }
        }

        @Test
        void aStringInDoubleQuotesDoesNotBecomeTheColumn() throws SQLException {
            try (var test = TestSession.of(
                    "create table t (state text);\ncreate index ix on t (state) where state <> \"late\";\n")) {
                refused(test, AddColumn.of(T, "late", "int"));
                refused(test, AddColumn.of(T, "LATE", "int"));
                test.apply(AddColumn.of(T, "later", "int"));
            }
        }

        @Test
        void aViewThatMayMeanTheColumnIsAWarning() throws SQLException {
            try (var test = TestSession.of(ONE_ROW, "create view v as select a from t where a <> \"late\";\n")) {
                assertThat(test.plan(AddColumn.of(T, "late", "int")).get(0).warnings())
                        .singleElement()
                        .asString()
                        .contains("view main.v");
            }
        }

        @Test
        void aTypeThatAStrictTableDoesNotHaveIsRefused() throws SQLException {
            try (var test = TestSession.of("create table t (a int) strict")) {
                refused(test, AddColumn.of(T, "b", "varchar(10)"));
                test.apply(AddColumn.of(T, "b", "any"));
            }
        }
    }

    @Nested
    class Removal {
        @Test
        void aColumnWithoutValuesIsDropped() throws SQLException {
            try (var test = TestSession.of(ONE_ROW, "alter table t add column b text;\n")) {
                test.apply(drop("b"));
                assertThat(test.rows("select * from t")).containsExactly("1|2");
            }
        }

        @Test
        void aColumnWithValuesIsNot() throws SQLException {
            try (var test = TestSession.of(ONE_ROW)) {
                assertThatThrownBy(() -> test.apply(drop("a"))).isInstanceOf(ViolationsException.class);
                assertThat(test.rows("select * from t")).containsExactly("1|2");
                test.apply(drop("a").discardingValues());
                assertThat(test.rows("select * from t")).containsExactly("1");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"open", "\"open\"", "'open'", "('op' || 'en')", "('open') not null"})
        void aColumnThatHoldsOnlyItsDefaultIsDropped(String value) throws SQLException {
            try (var test = TestSession.of(
                    "create table t (a int, state text default %s);\n".formatted(value),
                    "insert into t (a) values (1), (2);\n")) {
                test.run("update t set state = 'shut' where a = 2");
                assertThatThrownBy(() -> test.apply(drop("state"))).isInstanceOf(ViolationsException.class);
                test.run("update t set state = 'open' where a = 2");
                test.apply(drop("state"));
            }
        }

        @Test
        void whatUsesItGoesAlong() throws SQLException {
            try (var test = TestSession.of("""
                    create table p (id integer primary key);
                    create table t (
                      id integer primary key,
                      a int constraint fk_inline references p constraint ck_inline check (a > 0),
                      b int,
                      constraint ck check (a < b),
                      constraint fk foreign key (a) references p (id)
                    );
                    create index ix on t (b) where a is null;
                    create view v as select a from t;
                    create trigger tr after update of a on t begin select 1; end;
                    create temp trigger tt after delete on t begin select old.a; end;
                    """)) {
                var operation = drop("a").along("fk_inline", "ck_inline", "ck", "fk", "ix", "v", "tr", "tt");
                test.apply(operation);
                assertThat(test.rows("select name from sqlite_schema union select name from temp.sqlite_schema"))
                        .containsExactly("p", "t");
            }
        }

        @Test
        void whatHasNoNameGoesAlongByItsText() throws SQLException {
            try (var test = TestSession.of(
                    "create table p (id integer primary key);\n",
                    "create table t (id int, a int references p on delete cascade check (a > 0));\n")) {
                test.apply(drop("a").along("foreign key (a) references main.p on delete cascade", "check (a > 0)"));
                assertThat(test.table("t").columnNames()).containsExactly("id");
            }
        }

        @Test
        void aKeyGoesAlongAndWhatIsNotNamedStays() throws SQLException {
            try (var test = TestSession.of("""
                    create table p (id integer primary key);
                    create table t (
                      id integer primary key,
                      a int constraint uq unique,
                      b int,
                      c int,
                      constraint ck check (c > b)
                    );
                    """)) {
                dependents(test, drop("a"));
                dependents(test, drop("id"));
                dependents(test, drop("b"));
                test.apply(drop("b").along("ck"));
                test.run("insert into t values (1, null, 2)");
                test.apply(drop("a").along("uq"));
                assertThat(test.rows("select * from t")).containsExactly("1|2");
            }
        }

        @Test
        void aKeyOfUnusualCollationIsAKey() throws SQLException {
            try (var test =
                    TestSession.of("create table t (id integer primary key, a text, unique (a collate nocase))")) {
                refused(test, drop("a"));
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "foreign key (a, b) references p (x, y) on delete cascade",
                    "check (a > b or a is null)",
                    "unique (b, a)"
                })
        void aConstraintWithoutANameGoesAlong(String constraint) throws SQLException {
            try (var test = TestSession.of("""
                    create table p (x int, y int, unique (x, y));
                    create table t (id integer primary key, b int, a int /* why */, %s);
                    create trigger tr after update of a on t begin select 1; end;
                    create view v as select b from t;
                    insert into t (b) values (7);
                    """.formatted(constraint))) {
                var text = constraint.replace(" p ", " main.p ");
                test.apply(drop("a").along(text, "tr"));
                assertThat(test.rows("select * from t")).containsExactly("1|7");
                assertThat(test.rows("select sql from sqlite_schema where name = 't'")
                                .get(0))
                        .doesNotContain("foreign", "check", "unique");
                assertThat(test.rows("select b from v")).containsExactly("7");
            }
        }

        @Test
        void aReferencedColumnStays() throws SQLException {
            try (var test = TestSession.of(
                    ONE_ROW, "alter table t add column k int;\ncreate table child (k int references t (k));\n")) {
                dependents(test, drop("k"));
            }
        }

        @Test
        void aViewThatIsBrokenAlreadyIsNamed() throws SQLException {
            try (var test = TestSession.of(
                    ONE_ROW,
                    "alter table t add column b text;\n",
                    "create table gone (x);\ncreate view broken as select x from gone;\ndrop table gone;\n")) {
                assertThatExceptionOfType(UnsupportedChangeException.class)
                        .isThrownBy(() -> test.plan(drop("b")))
                        .withMessageContaining("broken");
                test.run("drop view broken");
                test.apply(drop("b"));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"insert", "update", "delete", "update of id"})
        void aTriggerThatIsBrokenAlreadyIsNamed(String event) throws SQLException {
            try (var test = TestSession.of(
                    ONE_ROW,
                    "alter table t add column b text;\n",
                    "create table gone (x);\n",
                    "create trigger broken after %s on t begin delete from gone; end;\n".formatted(event),
                    "drop table gone;\n")) {
                assertThatExceptionOfType(UnsupportedChangeException.class)
                        .isThrownBy(() -> test.plan(drop("b")))
                        .withMessageContaining("broken");
            }
        }

        @Test
        void healthyTriggersAreNoObstacle() throws SQLException {
            try (var test = TestSession.of(ONE_ROW, """
                    alter table t add column b text;
                    create table log (x int not null, y as (x * 2));
                    create view v as select id from t;
                    create trigger one after insert on t begin insert into log values (new.id); end;
                    create trigger two after update on log begin delete from log where x = new.y; end;
                    create trigger three instead of insert on v begin insert into log values (new.id); end;
                    create trigger four instead of update on v begin insert into log values (new.id); end;
                    create trigger five instead of delete on v begin insert into log values (old.id); end;
                    create temp trigger six before delete on log begin select 1; end;
                    """)) {
                test.apply(drop("b"));
            }
        }

        @Test
        void aTriggerThatInsertsAValueForEachColumnIsNamed() throws SQLException {
            try (var test = TestSession.of(ONE_ROW, """
                    alter table t add column b text;
                    create table other (x);
                    create trigger inserting after insert on other begin insert into t values (new.x, 2, 3); end;
                    """)) {
                assertThatExceptionOfType(DependentsException.class)
                        .isThrownBy(() -> test.plan(drop("b")))
                        .withMessageContaining("trigger main.inserting");
                test.run("drop trigger inserting");
                test.apply(drop("b"));
            }
        }

        @Test
        void aViewOnAViewThatGoesIsNamed() throws SQLException {
            try (var test = TestSession.of(
                    ONE_ROW,
                    "alter table t add column b text;\n",
                    "create view v as select id, b from t;\ncreate view w as select id from v;\n")) {
                dependents(test, drop("b").along("v"));
            }
        }

        private DropColumn drop(String column) {
            return new DropColumn(T, column, List.of(), false);
        }

        private void dependents(TestSession test, Primitive operation) {
            assertThatThrownBy(() -> {
                        operation.after(test.read(operation.scope()));
                        test.plan(operation);
                    })
                    .isInstanceOf(DependentsException.class);
        }
    }

    @Nested
    class NotNull {
        @Test
        void comesAndGoes() throws SQLException {
            try (var test = TestSession.of(ONE_ROW)) {
                test.apply(new SetNotNull(T, "a"));
                assertThatThrownBy(() -> test.run("insert into t (a) values (null)"))
                        .isInstanceOf(SQLException.class);
                test.apply(new DropNotNull(T, "a"));
                test.run("insert into t (a) values (null)");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"a int", "a int null", "a", "a int constraint odd", "a check (a > 0) /* why */"})
        void comesAndGoesWithoutAStatementForIt(String column) throws SQLException {
            try (var test = TestSession.of(
                    "create table t (id integer primary key, %s);\ninsert into t values (1, 2);\n".formatted(column))) {
                test.withoutFeatures().apply(new SetNotNull(T, "a"));
                assertThatThrownBy(() -> test.run("insert into t (a) values (null)"))
                        .isInstanceOf(SQLException.class);
                test.apply(new DropNotNull(T, "a"));
                test.run("insert into t (a) values (null)");
                assertThatThrownBy(() -> test.apply(new SetNotNull(T, "a"))).isInstanceOf(ViolationsException.class);
                assertThat(test.table("t").column("a").notNull()).isFalse();
            }
        }

        @Test
        void ofAPrimaryKeyStays() throws SQLException {
            try (var test = TestSession.of("create table t (a text primary key, b int) without rowid")) {
                refused(test.withoutFeatures(), new DropNotNull(T, "a"));
            }
        }

        @Test
        void isAViolationWhereThereIsANull() throws SQLException {
            try (var test = TestSession.of(ONE_ROW, "insert into t values (2, null);\n")) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> test.apply(new SetNotNull(T, "a")))
                        .satisfies(e ->
                                assertThat(test.session().failure(e)).isEqualTo(dev.intact.dialect.Failure.VIOLATION));
            }
        }
    }

    private static void refused(TestSession test, Primitive operation) {
        assertThatThrownBy(() -> test.plan(operation)).isInstanceOf(UnsupportedChangeException.class);
    }
}
