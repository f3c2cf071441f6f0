package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.error.NotVerifiedException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a table has, and what has to do with it, before and after it gets another definition. */
class TableEditSurvivalTest {
    private static final String EVERYTHING = "select type, name, tbl_name, sql from sqlite_schema where name <> 't'"
            + " union all select type, name, tbl_name, sql from temp.sqlite_schema order by 1, 2";

    private static CreateTable withCheck(CreateTable table) {
        return DefinitionEdit.withConstraint(table, "constraint ck check (1)");
    }

    private static CreateTable withUnique(CreateTable table) {
        return DefinitionEdit.withConstraint(table, "unique (a) on conflict replace");
    }

    @ParameterizedTest
    @EnumSource
    void whatUsesItIsThereToTheLetter(Way way) throws SQLException {
        try (var test = EditSession.of(way, """
                create table t (id integer primary key, a text, b text collate nocase, c int);
                create table log (x);
                create table child (t_id int references t (id) on delete cascade);
                create  index /* partial */ "ix 1" on t (a desc, b collate rtrim) where c > 0;
                create unique index ix2 on T (lower(a), c);
                create view v as select id, a from t;
                create view w as select id from v;
                create trigger own after insert on t when new.c > 0 begin insert into log select id from w; end;
                create trigger other after insert on child begin update t set c = c + 1 where id = new.t_id; end;
                create trigger instead instead of delete on v begin delete from t where id = old.id; end;
                create temp trigger passing after delete on t begin insert into log values (-1); end;
                create temp view tv as select count(*) as n from t;
                insert into t values (1, 'a', 'b', 1), (2, 'b', 'B', 0);
                insert into child values (1), (2);
                """)) {
            test.run("pragma foreign_keys = on");
            var before = test.rows(EVERYTHING);
            var rows = test.rows("select * from t, child");
            test.edit("t", TableEditSurvivalTest::withCheck);
            assertThat(test.rows(EVERYTHING)).isEqualTo(before);
            assertThat(test.rows("select * from t, child")).isEqualTo(rows);
            test.run("insert into t values (3, 'c', 'd', 5)", "insert into child values (3)");
            assertThat(test.rows("select c from t where id = 3")).containsExactly("6");
            assertThatThrownBy(() -> test.run("insert into child values (9)")).isInstanceOf(SQLException.class);
            test.run("delete from v where id = 3");
            assertThat(test.rows("select max(t_id) from child")).containsExactly("2");
            assertThat(test.rows("select x from log order by 1")).contains("-1", "3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowidsStay(Way way) throws SQLException {
        try (var test = EditSession.of(way, """
                create table t (a text primary key, rowid int, oid text);
                insert into t (_rowid_, a) values (5, 'five'), (-3, 'minus'), (9000000000, 'far');
                delete from t where a = 'minus';
                """)) {
            test.edit("t", TableEditSurvivalTest::withCheck);
            assertThat(test.rows("select _rowid_, a from t order by 1")).containsExactly("5|five", "9000000000|far");
        }
    }

    @Test
    void rowidsThatNobodyCanNameAreNotLostByARebuild() throws SQLException {
        try (var test = EditSession.of(Way.REBUILD, "create table t (rowid int, oid int, _rowid_ int);\n")) {
            assertThatThrownBy(() -> test.plan("t", TableEditSurvivalTest::withCheck))
                    .isInstanceOf(UnsupportedChangeException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void numbersAreNotGivenAgain(Way way) throws SQLException {
        try (var test = EditSession.of(way, """
                create table t (id integer primary key autoincrement, a int);
                create table fresh (id integer primary key autoincrement, a int);
                create table emptied (id integer primary key autoincrement, a int);
                insert into t values (40, 1), (41, 2);
                insert into emptied values (77, 1);
                delete from t where id = 41;
                delete from emptied;
                """)) {
            for (var table : List.of("t", "fresh", "emptied")) {
                test.edit(table, TableEditSurvivalTest::withCheck);
            }
            assertThat(test.rows("select name, seq from sqlite_sequence order by 1"))
                    .containsExactly("emptied|77", "t|41");
            test.run(
                    "insert into t (a) values (1)",
                    "insert into emptied (a) values (1)",
                    "insert into fresh (a) values (1)");
            assertThat(test.rows(
                            "select max(id) from t union all select id from emptied union all select id from fresh"))
                    .containsExactly("42", "78", "1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void kindsOfTablesStay(Way way) throws SQLException {
        try (var test = EditSession.of(way, """
                create table t (a text collate nocase, b any, c text as (b || a) stored, d int as (length(a)), primary key (a desc, b)) without rowid, strict;
                insert into t values ('A', 1), ('A', '1'), ('b', x'00'), ('c', 2.5);
                """)) {
            var rows = test.rows("select *, typeof(b) from t");
            test.edit("t", TableEditSurvivalTest::withCheck);
            assertThat(test.rows("select *, typeof(b) from t")).isEqualTo(rows).hasSize(4);
            assertThat(test.rows("select wr, strict from pragma_table_list('t')"))
                    .containsExactly("1|1");
            assertThatThrownBy(() -> test.run("insert into t values ('a', 1)")).isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void valuesStayAsTheyAre(Way way) throws SQLException {
        try (var test = EditSession.of(way, """
                create table t (a, b int, c text collate nocase, d real, e numeric, f varchar(2) default 'x');
                insert into t values (1, 'text', 'A', 1, 1.0, 'long enough'), (1.0, x'31', 'a', 1e300, '1e3', null), (null, 9007199254740993, '', -0.0, 'x', x'');
                alter table t add column late text default 'older than the rows';
                """)) {
            var query = "select *, typeof(a), typeof(b), typeof(c), typeof(d), typeof(e), typeof(f) from t";
            var rows = test.rows(query);
            test.edit("t", TableEditSurvivalTest::withCheck);
            assertThat(test.rows(query)).isEqualTo(rows).allMatch(row -> row.contains("older than the rows"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void keysThatTheirColumnTakesForEqualStayApart(Way way) throws SQLException {
        try (var test = EditSession.of(way, """
                create table t (a text collate nocase, primary key (a collate binary)) without rowid;
                insert into t values ('a'), ('A');
                """)) {
            test.edit("t", TableEditSurvivalTest::withCheck);
            assertThat(test.rows("select count(*) from t")).containsExactly("2");
        }
    }

    /** Nothing but the proof stands between such a value and its conversion. */
    @Test
    void aValueThatWouldBeConvertedStopsARebuild() throws SQLException {
        try (var test = EditSession.of(Way.REBUILD, """
                create table t (a text);
                insert into t values ('05');
                pragma writable_schema = on;
                update sqlite_schema set sql = 'CREATE TABLE t (a int)';
                pragma writable_schema = reset;
                """)) {
            assertThatThrownBy(() -> test.edit("t", TableEditSurvivalTest::withCheck))
                    .isInstanceOf(NotVerifiedException.class)
                    .hasMessageContaining("every row is there");
            assertThat(test.rows("select typeof(a) from t")).containsExactly("text");
        }
    }

    @Test
    void aConflictClauseLosesNoRows() throws SQLException {
        try (var test = EditSession.of(Way.REBUILD, "create table t (a int);\ninsert into t values (1), (1);\n")) {
            assertThatThrownBy(() -> test.edit("t", TableEditSurvivalTest::withUnique))
                    .isInstanceOf(SQLException.class);
            assertThat(test.rows("select a from t")).containsExactly("1", "1");
            test.run("delete from t where rowid = 2");
            test.edit("t", TableEditSurvivalTest::withUnique);
            test.run("insert into t values (1)");
            assertThat(test.rows("select a from t")).containsExactly("1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalRowsStopAUniqueConstraint(Way way) throws SQLException {
        try (var test = EditSession.of(way, "create table t (a int);\ninsert into t values (1), (1);\n")) {
            var before = test.rows(EVERYTHING);
            assertThatThrownBy(() -> test.edit("t", TableEditSurvivalTest::withUnique))
                    .isInstanceOf(SQLException.class);
            assertThat(test.rows(EVERYTHING)).isEqualTo(before);
            test.run("insert into t values (1)");
            assertThat(test.rows("pragma integrity_check")).containsExactly("ok");
        }
    }

    /** The index of the first one cannot keep its number, which tells whose it is. */
    @ParameterizedTest
    @EnumSource
    void theFirstOfSeveralUniqueConstraintsGoes(Way way) throws SQLException {
        try (var test = EditSession.of(way, """
                create table t (a text unique, b text collate nocase unique, c text primary key, unique (b, a));
                create index ix on t (a, c);
                insert into t values ('a', 'x', 1), ('b', 'y', 2);
                analyze;
                """)) {
            test.edit("t", table -> CreateTable.parse(table.sql().replace("a text unique", "a text")));
            assertThat(test.rows("select name from sqlite_schema where type = 'index' order by 1"))
                    .containsExactly("ix", "sqlite_autoindex_t_1", "sqlite_autoindex_t_2", "sqlite_autoindex_t_3");
            assertThat(test.rows("pragma integrity_check")).containsExactly("ok");
            assertThat(test.rows("select idx from sqlite_stat1 where idx = 'ix'"))
                    .containsExactly("ix");
            test.run("insert into t values ('a', 'z', 3)");
            for (var row : List.of("'c', 'X', 4", "'d', 'v', 1")) {
                assertThatThrownBy(() -> test.run("insert into t values (%s)".formatted(row)))
                        .as(row)
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void aUniqueConstraintComesAndGoesInPlace() throws SQLException {
        try (var test =
                EditSession.of(Way.IN_PLACE, "create table t (a int);\ninsert into t values (1);\nanalyze;\n")) {
            assertThat(test.plan("t", TableEditSurvivalTest::withUnique).rebuilds())
                    .isFalse();
            test.edit("t", TableEditSurvivalTest::withUnique);
            test.run("analyze");
            UnaryOperator<CreateTable> without = table -> DefinitionEdit.without(
                    table,
                    table.allConstraints()
                            .filter(ConstraintClause.Unique.class::isInstance)
                            .toList());
            assertThat(test.plan("t", without).rebuilds()).isFalse();
            test.edit("t", without);
            assertThat(test.rows("select name, sql from sqlite_schema where name not like 'sqlite_stat%'"))
                    .containsExactly("t|CREATE TABLE t (a int)");
            assertThat(test.rows("select idx from sqlite_stat1 where idx is not null"))
                    .isEmpty();
            assertThat(test.rows("pragma integrity_check")).containsExactly("ok");
        }
    }

    /** The index of its primary key is the table. */
    @Test
    void aTableWithoutRowidIsMadeAnewWhereItsKeyWouldGetAnotherNumber() throws SQLException {
        try (var test = EditSession.of(
                Way.IN_PLACE,
                "create table t (a text unique, b text primary key, c text unique) without rowid;\n",
                "insert into t values ('a', 'b', 'c');\n")) {
            UnaryOperator<CreateTable> withoutFirst =
                    table -> CreateTable.parse(table.sql().replace("a text unique", "a text"));
            UnaryOperator<CreateTable> withoutLast =
                    table -> CreateTable.parse(table.sql().replace("c text unique", "c text"));
            assertThat(test.plan("t", withoutFirst).rebuilds()).isTrue();
            assertThat(test.plan("t", withoutLast).rebuilds()).isFalse();
            test.edit("t", withoutLast, withoutFirst);
            assertThat(test.rows("select * from t")).containsExactly("a|b|c");
            assertThat(test.rows("pragma integrity_check")).containsExactly("ok");
            assertThatThrownBy(() -> test.run("insert into t values ('x', 'b', 'y')"))
                    .isInstanceOf(SQLException.class);
        }
    }

    /** Rows from before ADD COLUMN do not hold the default: it is read from the definition. */
    @ParameterizedTest
    @EnumSource
    void anotherDefaultDoesNotChangeTheRows(Way way) throws SQLException {
        try (var test = EditSession.of(
                way,
                "create table t (a int);\ninsert into t values (1);\nalter table t add column b text default 'old';\n")) {
            UnaryOperator<CreateTable> other =
                    table -> CreateTable.parse(table.sql().replace("'old'", "'new'"));
            assertThat(test.plan("t", other).rebuilds()).isTrue();
            test.edit("t", other);
            test.run("insert into t (a) values (2)");
            assertThat(test.rows("select b from t")).containsExactly("old", "new");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnrelatedViewThatIsBrokenDoesNotMatter(Way way) throws SQLException {
        try (var test = EditSession.of(way, """
                create table t (a int);
                create table gone (x);
                create view broken as select x from gone;
                create trigger broken_too after insert on t begin delete from gone; end;
                drop table gone;
                """)) {
            var before = test.rows(EVERYTHING);
            test.edit("t", TableEditSurvivalTest::withCheck);
            assertThat(test.rows(EVERYTHING)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void statisticsStay(Way way) throws SQLException {
        try (var test = EditSession.of(
                way,
                "create table t (a int);\ncreate index ix on t (a);\ninsert into t values (1), (1);\nanalyze;\n")) {
            test.edit("t", TableEditSurvivalTest::withCheck);
            assertThat(test.rows("select * from sqlite_stat1")).containsExactly("t|ix|2 2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"p", "t", "c"})
    void referencesThatLedNowhereBeforeAreNoFailure(String edited) throws SQLException {
        try (var test = EditSession.of(Way.REBUILD, """
                create table p (id integer primary key, a int);
                create table t (id integer primary key, p_id int references p, parent int references t);
                create table c (a int primary key, t_id int references t) without rowid;
                insert into t values (1, 99, 98), (2, null, 1);
                insert into c values (1, 97), (2, 1);
                """)) {
            test.run("pragma foreign_keys = on");
            var before = test.rows("select * from pragma_foreign_key_check order by 1, 2, 3");
            test.edit(edited, TableEditSurvivalTest::withCheck);
            assertThat(test.rows("select * from pragma_foreign_key_check order by 1, 2, 3"))
                    .isEqualTo(before)
                    .hasSize(3);
            assertThat(test.rows("select count(*) from t")).containsExactly("2");
            assertThat(test.rows("pragma foreign_keys")).containsExactly("1");
            assertThat(test.rows("pragma legacy_alter_table")).containsExactly("0");
            assertThat(test.rows("select name from temp.sqlite_schema")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "parent int references t | parent int references t check (parent <> 5)          | false",
                "parent int references t | parent int not null default 7 references t           | false",
                "parent int references t | parent int unique references t                       | false",
                "parent int references t | parent int references t, foreign key (p_id) references t | true",
                "parent int references t | parent int                                           | true",
                "parent int references t | parent int references t on delete cascade            | true",
                "parent int references t | parent int references t deferrable                   | true",
                "parent int references t | parent text references t                             | true",
                "p_id int                | p_id int collate nocase                              | true",
                "id integer primary key  | id integer primary key collate rtrim                 | true"
            })
    void referencesAreLookedThroughOnlyWhereTheyCouldMeanSomethingElse(String present, String wanted, boolean looked)
            throws SQLException {
        try (var test = EditSession.of(Way.REBUILD, """
                create table p (id integer primary key);
                create table t (id integer primary key, p_id int, parent int references t);
                create table c (t_id int references t);
                insert into t values (1, null, 99);
                insert into c values (98);
                """)) {
            UnaryOperator<CreateTable> edit =
                    table -> CreateTable.parse(table.sql().replace(present, wanted));
            assertThat(test.plan("t", edit).steps())
                    .extracting(Step::purpose)
                    .contains("every row is there, with every value")
                    .satisfies(
                            purposes -> assertThat(purposes.contains("no reference leads nowhere that did not before"))
                                    .isEqualTo(looked));
        }
    }

    @Test
    void whatLedNowhereIsNoFailureWhereOtherReferencesAreAdded() throws SQLException {
        try (var test = EditSession.of(Way.REBUILD, """
                create table p (id integer primary key);
                create table t (a int, b int references p);
                insert into p values (1);
                insert into t values (1, 99);
                """)) {
            test.edit("t", table -> DefinitionEdit.withConstraint(table, "foreign key (a) references p"));
            assertThat(test.rows("select count(*) from pragma_foreign_key_check"))
                    .containsExactly("1");
            assertThat(test.rows("select count(*) from pragma_foreign_key_list('t')"))
                    .containsExactly("2");
        }
    }

    @Test
    void aReferenceThatLeadsNowhereOnlyAfterwardsIs() throws SQLException {
        try (var test = EditSession.of(Way.REBUILD, """
                create table p (id integer primary key);
                create table t (a int);
                insert into t values (1);
                """)) {
            assertThatThrownBy(() -> test.edit(
                            "t", table -> DefinitionEdit.withConstraint(table, "foreign key (a) references p")))
                    .isInstanceOf(NotVerifiedException.class)
                    .hasMessageContaining("leads nowhere");
            assertThat(test.rows("select sql from sqlite_schema where name = 't'"))
                    .containsExactly("CREATE TABLE t (a int)");
        }
    }

    @Test
    void aTemporaryTableOfTheSameNameIsInTheWay() throws SQLException {
        try (var test = EditSession.of(Way.IN_PLACE, "create table main.t (a int);\ncreate temp table t (z);\n")) {
            var table = new dev.intact.catalog.TableName("main", "t");
            var before = test.session().read(dev.intact.catalog.Scope.of(table));
            var draft = new StageDraft(
                    ((SqliteSession) test.session().session()).workplace(),
                    new dev.intact.operation.SetNotNull(table, "a"),
                    before);
            assertThatThrownBy(() -> TableEdit.of(draft, withCheck(draft.definition()), "x"))
                    .isInstanceOf(UnsupportedChangeException.class);
        }
    }

    @Test
    void aDeferrableThatStandsApartGoesWithItsForeignKey() {
        var table = CreateTable.parse(
                "create table t (a int references p on delete cascade, b int references q, c int deferrable initially deferred, d references r)");
        var without = DefinitionEdit.without(table, List.of(table.foreignKeys().get(1)));
        assertThat(without.foreignKeys()).hasSize(2);
        assertThat(without.foreignKeys().get(0).deferral()).isEqualTo(dev.intact.catalog.Deferral.NOT_DEFERRABLE);
        assertThat(without.sql())
                .isEqualTo("create table t (a int references p on delete cascade, b int  , c int  , d references r)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a int, b int, check (a > 0)",
                "a int, b int, check (a > 0), check (b > 0)",
                "a int, b int, check (b > 0) check (a > 0)",
                "a int, b int /* , */ , -- first\n check (a > 0) -- last\n",
                "a int check (a > 0), b int",
                "a int constraint x check (a > 0) unique, b int, constraint y unique (b)",
            })
    void aClauseGoesWithItsComma(String body) throws SQLException {
        try (var test = EditSession.of(Way.IN_PLACE, "create table t (%s)".formatted(body))) {
            test.edit("t", table -> DefinitionEdit.without(table, table.checks()));
            assertThat(test.session().table("t").checks()).isEmpty();
        }
    }
}
