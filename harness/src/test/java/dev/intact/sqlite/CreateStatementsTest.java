package dev.intact.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.harness.TestDatabases;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Statements that SQLite takes, however odd, and what it stores of them, also after its own ALTER TABLE. */
class CreateStatementsTest {
    static final List<String> SCRIPTS = List.of(
            """
                    create table t(a);
                    create table u(b integer primary key, c text not null default 'x');
                    """,
            // Names in every kind of quotes, and without
            """
                    create table [t "1"] ([c d] int, `e``f` int, g$h int, größe int, 'i''j' int, "" int, "(,)" int,
                        "-- " int, "/*" int, left int, "select" int, key int, end int, desc int, 表 int);
                    create index "i 1" on [t "1"] ([C D], `e``f` desc, 'i''j', left collate nocase, desc desc, end, "(,)");
                    """,
            "create table [t'] (a, b)",
            "create table 't' ('a' int, 'b' text, primary key ('a', 'b'), foreign key ('a') references 'p'('x'))",
            // Types
            """
                    create table t(a unsigned big int, b varchar(255), c decimal(10, -2), d double precision, e 'odd type',
                        f [x] "y", g "in""t"(3), h Varchar /* ( */ (10), i int(+3))
                    """,
            "create table t(a integer /* the key */ primary key -- so\n, b TEXT -- ) , \n)",
            // GENERATED and ALWAYS are names too
            """
                    create table t(a generated, b always, c generated always as (a || ',' || b), d int generated always,
                        e int generated always as (a) stored, f as (a) virtual not null, g text as (")") check (g <> ')'),
                        h generated always (3), ")");
                    """,
            // Names of constraints, also with nothing to name
            """
                    create table t(a int constraint x, b int constraint y constraint z not null constraint w,
                        constraint "c 1" unique (a), constraint [c 2] check (a > 0) check (b > 0),
                        constraint d constraint e foreign key (a) references p constraint f)
                    """,
            // No commas between the table's constraints
            """
                    create table t(a int, b int, c int, check (a > 0) check (b > 0) unique (a) primary key (b, c)
                        foreign key (a) references p(x) foreign key (b) references q)
                    """,
            // Conflict clauses
            """
                    create table t(a int not null on conflict fail null on conflict abort unique on conflict replace,
                        b integer primary key desc on conflict rollback, c int, unique (b, c) on conflict ignore,
                        check (c > 0) on conflict abort)
                    """,
            // AUTOINCREMENT in both of its places
            "create table t(a integer constraint pk primary key asc on conflict abort autoincrement, b)",
            "create table t(a integer, b, constraint pk primary key (a autoincrement) on conflict replace)",
            // Keys with directions, collations, parentheses
            """
                    create table t(a text collate nocase collate rtrim, b int, c int, unique (a desc, b asc), unique (('c')),
                        unique ("a" collate binary), primary key ((b) desc, c collate nocase))
                    """,
            "create table t(a integer primary key desc)",
            "create table t(a integer, primary key (a desc))",
            "create table t(a int unique unique, b, unique (a), unique (a desc), unique (b, a), unique (a, b))",
            // Options
            "create table t(a int primary key) without rowid",
            "create table t(a int primary key, b any) strict, without rowid",
            "create table t(a integer primary key, b text)strict",
            "create table t(a int, b int, primary key (b, a))without/**/rowid , strict -- so\n;",
            // Foreign keys
            """
                    create table t(a int references p, b references "q r" (x) on delete set null on delete cascade,
                        c references p(x) match full on update set default on insert restrict match simple
                            deferrable initially immediate not null,
                        d constraint fk references p on delete no action on update restrict not deferrable initially deferred,
                        e references p deferrable initially deferred deferrable unique default 5,
                        foreign key (a, b) references t(c, d) on delete set default deferrable initially deferred,
                        constraint "f k" foreign key (a, "b") references s)
                    """,
            // Defaults
            """
                    create table t(a default 5, b default -5, c default - /* c */ 5, d default +.5e3, e default 'it''s',
                        f default x'ab', g default null, h default current_timestamp, i default true, j default "dq",
                        k default bare, l default (1 + (2)), m default ( /* c */ ')' ), n default end, o default 1_000,
                        p default (lower('(')) collate nocase not null, q default 0xff check (q > 0))
                    """,
            // Other ways to start
            "create table if not exists main.t(a int)",
            "create /* c */ table\nmain . \"t\"\n(\na\n)\n;",
            "create table t as select 1 as \"a b\", 'x' as y, 2.5 as \"select\", cast(3 as text) as \"1a\"",
            // Indexes
            """
                    create table t(a text collate nocase, b int, c);
                    create unique index i on t(a, b desc, c asc) where b is not null and c <> ')' -- so
                    ;
                    create index if not exists main.j on t((a), 'a' collate rtrim, ((a collate binary) collate rtrim) desc,
                        lower(a), a || b, a || b collate nocase, -b collate nocase, (a || b) collate nocase desc,
                        case when b then a else c end collate rtrim, not a collate nocase, (b + 1) * 2, b desc);
                    create index "select" on "t"(substr(a, 1, 2), coalesce(b, c, ',') desc) where a in ('x', 'y');
                    """,
            // ALTER TABLE
            """
                    create table t(a int -- hi
                    , primary key (a));
                    alter table t add column b int default 5 /* five */;
                    alter table t add column "c d" text references p(x) deferrable initially deferred;
                    alter table t rename column b to "x y";
                    alter table t add column e generated always as ("x y" + 1);
                    alter table t rename to "select";
                    """,
            """
                    create table t(a int, key int check (key > 0), "end" int, check (end > key), unique (key, 'end'));
                    create index i on t(key, end desc) where key > 1;
                    alter table t rename column key to k2;
                    alter table t rename column end to finish;
                    alter table t rename column finish to "order";
                    """,
            """
                    create table p(x int primary key, y int unique);
                    create table t(a int, b int references p(x), c int check (c > 0) references p, d as (a + 1), e text);
                    alter table t drop column b;
                    alter table t drop column e;
                    alter table t drop column d;
                    alter table p rename to "p 2";
                    alter table "p 2" rename column x to "x'x";
                    """,
            """
                    create table t(a int primary key, b int) without rowid, strict;
                    alter table t add column c text check (length(c) < 10);
                    alter table t drop column b;
                    """,
            // Since 3.53
            """
                    create table t(a int, b int constraint positive check (b > 0), constraint k unique (a));
                    alter table t add constraint "small b" check (b < 10);
                    alter table t add check (a <> b);
                    alter table t alter column a set not null;
                    alter table t drop constraint positive;
                    """);

    @ParameterizedTest
    @FieldSource("SCRIPTS")
    void theParserReadsWhatSqliteStored(String script) throws SQLException {
        try (var database = TestDatabases.sqlite().open();
                var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.executeUpdate(script);
            assertThat(SchemaAgreement.check(connection)).isPositive();
        }
    }
}
