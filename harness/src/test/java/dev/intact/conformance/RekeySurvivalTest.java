package dev.intact.conformance;

import static dev.intact.Operations.rekey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intact.Report;
import dev.intact.error.DependentsException;
import dev.intact.error.IntactException;
import dev.intact.error.NotATableException;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import dev.intact.operation.Operation;
import dev.intact.operation.Rekey;
import dev.intact.operation.Reverse;
import dev.intact.operation.SurrogateKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Whatever a table has whose key gets wider, and whatever a table has that follows it: all of it is there afterwards and
 * does what it did, or the change is refused before anything is touched.
 */
class RekeySurvivalTest extends Conformance {
    private static final Rekey SHOP = rekey("shop").from("code").toPrimaryKey("country", "code");
    private static final Rekey NUMBERED =
            rekey("shop").from("code").toUnique("country", "code").withPrimaryKey("id", SurrogateKey.IDENTITY);
    private static final Rekey NAMED =
            rekey("shop").from("code").toUnique("country", "code").withPrimaryKey("id", SurrogateKey.UUID);

    private static final String PLAIN = """
            create table shop (code varchar(9) primary key, country varchar(2) not null, name text);
            create table sale (id integer primary key, code varchar(9) not null references shop (code), amount integer);
            insert into shop values ('a', 'de', 'A'), ('b', 'fr', 'B'), ('c', 'de', null);
            insert into sale values (1, 'a', 10), (2, 'b', 20), (3, 'a', 30);
            """;

    private static final String RICH = """
            create table city (id integer primary key);
            create table log (what text);
            create table shop (
              code varchar(9) not null primary key,
              country varchar(2) not null,
              city integer default 1 constraint fk_city references city (id) on delete set null on update cascade deferrable initially deferred,
              name varchar(20) not null default 'none' constraint ck_name check (length(name) > 0),
              shout text generated always as (upper(name)) stored,
              size numeric(6, 2) default 1.5,
              nr integer,
              constraint uq_name unique (name),
              constraint ck_size check (size > 0));
            create unique index ux_nr on shop (nr) where nr > 0;
            create index ix_size on shop (size desc, name) where size > 1;
            create index ix_lower on shop (lower(name));
            create table sale (
              id integer not null primary key,
              code varchar(9) not null constraint fk_shop references shop (code) on delete cascade on update cascade,
              city integer constraint fk_sale_city references city (id) on delete set null,
              amount integer default 7 constraint ck_amount check (amount > 0),
              twice integer generated always as (amount * 2) stored,
              note varchar(20),
              constraint uq_note unique (note));
            create index ix_amount on sale (amount desc) where amount > 1;
            create unique index ux_lower_note on sale (lower(note));
            create index ix_code on sale (code);
            create table refund (id integer primary key, sale integer not null references sale (id) on delete cascade, note varchar(20) references sale (note) on update cascade);
            create table visit (shop varchar(20) references shop (name) on delete set null on update cascade);
            create view names as select name, country from shop where size > 0;
            create view totals as select code, sum(amount) as total from sale group by code;
            create view both_of_them as select s.name, t.total from names s, totals t;
            insert into city values (1), (2);
            insert into shop (code, country, city, name, size, nr) values
              ('a', 'de', 1, 'Anna', 2.25, 1), ('b', 'fr', 2, 'Bert', 3, null), ('c', 'de', null, 'Cleo', null, 3);
            insert into sale (id, code, city, amount, note) values
              (1, 'a', 1, 10, 'x'), (2, 'b', null, 20, null), (3, 'a', 2, 30, 'z');
            insert into refund values (1, 1, 'x'), (2, 3, null);
            insert into visit values ('Anna'), (null);
            """;

    private static final String POSTGRES = """
            create function note() returns trigger language plpgsql as $$
              begin insert into log values (tg_name || ' ' || tg_op); return new; end $$;
            create function note_view() returns trigger language plpgsql as $$
              begin insert into log values ('view'); return null; end $$;
            create trigger before_shop before update of name on shop for each row when (old.name <> new.name) execute function note();
            create trigger after_sale after update of amount on sale for each row execute function note();
            create constraint trigger late_sale after insert on sale deferrable initially deferred for each row execute function note();
            create trigger off_sale after update on sale for each row execute function note();
            alter table sale disable trigger off_sale;
            create trigger always_shop after insert on shop for each row execute function note();
            alter table shop enable always trigger always_shop;
            create trigger on_names instead of insert on names for each row execute function note_view();
            """;

    private static final String SQLITE = """
            create trigger before_shop before update of name on shop when old.name <> new.name begin insert into log values ('before_shop UPDATE'); end;
            create trigger after_sale after update of amount on sale begin insert into log values ('after_sale UPDATE'); end;
            create trigger late_sale after insert on sale begin insert into log values ('late_sale INSERT'); end;
            create trigger always_shop after insert on shop begin insert into log values ('always_shop INSERT'); end;
            create trigger on_names instead of insert on names begin insert into log values ('view'); end;
            """;

    RekeySurvivalTest(Target target) {
        super(target);
    }

    private void createShops(String... more) {
        execute(PLAIN);
        execute(more);
    }

    private void createRichShops() {
        execute(RICH, target.isPostgres() ? POSTGRES : SQLITE);
    }

    private <T extends IntactException> T assertRefusedByPlan(Class<T> type, Operation... operations) {
        var planned = assertRefused(type, () -> intact().plan(Change.of("x", operations)));
        assertRefused(type, () -> apply(operations));
        return planned;
    }

    private void assertFollowed() {
        assertThat(rows("select id, code, country from sale order by id"))
                .hasToString("[[1, a, de], [2, b, fr], [3, a, de]]");
        assertConverged(SHOP);
    }

    private void takeBack(Report report) {
        intact().apply(((Reverse.Reversible) report.reverse()).change());
    }

    // ---- on both databases

    @Test
    void everyTriggerViewAndIndexInItsOwnWords() {
        createRichShops();
        for (var change : List.of(SHOP, NUMBERED)) {
            var before = surroundings();
            var report = apply(change);
            assertThat(surroundings()).containsAll(before);
            takeBack(report);
            assertThat(surroundings()).isEqualTo(before);
        }
    }

    /** Whatever is no table, its columns, or one of the keys that change. */
    private List<String> surroundings() {
        var lines = new ArrayList<>(Snapshot.schema(database));
        lines.removeIf(line -> target.isPostgres()
                ? line.contains("shop_pkey") || line.contains("fk_shop")
                : line.contains("schema: [table, ") || line.contains("sqlite_autoindex"));
        return lines;
    }

    @Test
    void everyRow() {
        createRichShops();
        var queries = List.of(
                "select code, country, city, name, shout, size, nr from shop order by code",
                "select id, code, city, amount, twice, note from sale order by id",
                "select * from refund order by id",
                "select * from visit order by 1",
                "select * from log");
        var before = queries.stream().map(this::rows).toList();
        var report = apply(NAMED);
        assertThat(queries.stream().map(this::rows)).isEqualTo(before);
        takeBack(report);
        assertThat(queries.stream().map(this::rows)).isEqualTo(before);
    }

    @Test
    void whatTriggersDo() {
        createRichShops();
        apply(SHOP);
        execute(
                "update shop set name = 'Ada' where code = 'a'",
                "update sale set amount = 11 where id = 1",
                "insert into sale (id, code, country) values (9, 'a', 'de')",
                "insert into shop (code, country, name) values ('a', 'fr', 'Abel')",
                "insert into names values ('new', 'xx')");
        assertThat(rows("select what from log order by 1"))
                .hasToString(
                        "[[after_sale UPDATE], [always_shop INSERT], [before_shop UPDATE], [late_sale INSERT], [view]]");
    }

    @Test
    void defaultsChecksAndComputedColumns() {
        createRichShops();
        apply(NAMED);
        execute(
                "insert into shop (code, country) values ('n', 'xx')",
                "insert into sale (id, code, country) values (9, 'n', 'xx')");
        assertThat(rows("select city, name, shout, cast(size as varchar(9)) from shop where code = 'n'"))
                .hasToString(target.isPostgres() ? "[[1, none, NONE, 1.50]]" : "[[1, none, NONE, 1.5]]");
        assertThat(rows("select amount, twice from sale where id = 9")).hasToString("[[7, 14]]");
        for (var broken : List.of("name = ''", "size = 0", "name = null", "code = null", "country = null")) {
            assertRefusedByDatabase("update shop set " + broken + " where code = 'n'");
        }
        for (var broken : List.of("amount = 0", "code = null", "country = null", "id = 1")) {
            assertRefusedByDatabase("update sale set " + broken + " where id = 9");
        }
    }

    @Test
    void otherKeysOfBothTables() {
        createRichShops();
        apply(SHOP);
        assertRefusedByDatabase("insert into shop (code, country, name) values ('x', 'x', 'Anna')");
        assertRefusedByDatabase("insert into shop (code, country, name, nr) values ('x', 'x', 'x', 3)");
        assertRefusedByDatabase("insert into sale (id, code, country, note) values (9, 'a', 'de', 'x')");
        assertRefusedByDatabase("insert into sale (id, code, country, note) values (9, 'a', 'de', 'X')");
        assertAcceptedByDatabase(
                "insert into shop (code, country, name, nr) values ('x', 'x', 'x', 0), ('y', 'x', 'y', 0)");
    }

    @Test
    void whatBothTablesReferTo() {
        createRichShops();
        apply(SHOP);
        assertRefusedByDatabase("update shop set city = 77 where code = 'a'");
        assertRefusedByDatabase("update sale set city = 77");
        execute("delete from city where id = 1", "update sale set city = null", "update city set id = 5 where id = 2");
        assertThat(rows("select code, city from shop order by 1")).hasToString("[[a, null], [b, 5], [c, null]]");
    }

    @Test
    void deferralOfAnUntouchedForeignKey() throws SQLException {
        createRichShops();
        apply(SHOP);
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("update shop set city = 77 where code = 'a'");
            statement.execute("insert into city values (77)");
            connection.commit();
        }
        assertThat(rows("select city from shop where code = 'a'")).hasToString("[[77]]");
    }

    @Test
    void referencesToKeysThatStay() {
        createRichShops();
        apply(SHOP);
        assertRefusedByDatabase("insert into visit values ('Nobody')");
        assertRefusedByDatabase("insert into refund values (9, 77, null)");
        execute(
                "update shop set name = 'Ada' where code = 'a'",
                "update sale set note = 'y' where id = 1",
                "delete from sale where id = 3");
        assertThat(rows("select shop from visit where shop is not null")).hasToString("[[Ada]]");
        assertThat(rows("select id, sale, note from refund")).hasToString("[[1, 1, y]]");
        execute("delete from shop where code = 'a'");
        assertThat(rows("select shop from visit where shop is not null")).isEmpty();
        assertThat(rows("select id from sale")).hasToString("[[2]]");
        assertThat(rows("select * from refund")).isEmpty();
    }

    @Test
    void viewsOverViewsOverBothTables() {
        createRichShops();
        apply(SHOP);
        assertThat(rows("select total from both_of_them where name = 'Anna' order by 1"))
                .hasSize(2);
    }

    @Test
    void aSecondTableThatFollows() {
        createShops(
                "create table tax (id integer primary key, code varchar(9) references shop (code) on delete cascade)",
                "insert into tax values (1, 'b'), (2, null)");
        apply(SHOP);
        assertFollowed();
        execute("delete from sale where code = 'b'", "delete from shop where code = 'b'");
        assertThat(rows("select id, code, country from tax")).hasToString("[[2, null, null]]");
    }

    @Test
    void referencesInACircle() {
        createShops(
                target.isPostgres()
                        ? "alter table shop add first integer references sale (id) on delete set null"
                        : "alter table shop add column first integer references sale (id) on delete set null",
                "update shop set first = 1 where code = 'a'");
        apply(SHOP);
        assertFollowed();
        assertRefusedByDatabase("update shop set first = 77");
        execute("delete from sale where id = 1");
        assertThat(rows("select code, first from shop where code = 'a'")).hasToString("[[a, null]]");
    }

    @Test
    void aReferenceFromAColumnThatIsComputed() {
        createShops("""
                create table label (id integer primary key, text varchar(9), code varchar(9) generated always as (lower(text)) stored references shop (code));
                insert into label (id, text) values (1, 'A'), (2, null);
                """);
        apply(SHOP);
        assertFollowed();
        assertThat(rows("select id, code, country from label order by 1")).hasToString("[[1, a, de], [2, null, null]]");
        execute("insert into label (id, text, country) values (3, 'B', 'fr')");
        assertRefusedByDatabase("insert into label (id, text, country) values (4, 'B', 'de')");
    }

    /** Its condition is over a column that comes to be in the key. */
    @Test
    void aPartialUniqueIndexOfTheFollowingTable() {
        createShops("create unique index ux_amount on sale (amount) where code = 'a'");
        apply(SHOP);
        assertFollowed();
        assertRefusedByDatabase("insert into sale values (9, 'a', 10, 'de')");
        assertAcceptedByDatabase("insert into sale values (9, 'b', 10, 'fr')");
    }

    // ---- on PostgreSQL

    private void onPostgres() {
        Assumptions.assumeTrue(target.isPostgres());
    }

    /** Of what PostgreSQL tells, what is not in the picture that is taken of every database. */
    private List<String> details() {
        return rows("""
                select 'table', c.relname, pg_get_userbyid(c.relowner)::text, c.relpersistence::text, c.reltablespace::text
                from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'S') and c.relname not in ('shop_id_seq')
                union all
                select 'comment', d.objoid::text, d.classoid::regclass::text, d.description, d.objsubid::text from pg_description d
                where d.objoid >= 16384
                union all
                select 'clustered', i.indexrelid::regclass::text, null, null, null from pg_index i where i.indisclustered
                union all
                select 'target', a.attrelid::regclass::text, a.attname, (to_jsonb(a) ->> 'attstattarget'), a.attstorage::text
                from pg_attribute a where a.attrelid in ('shop'::regclass, 'sale'::regclass) and a.attnum > 0 and not a.attisdropped and a.attname <> 'id'
                  and not (a.attrelid = 'sale'::regclass and a.attname = 'country')
                union all
                select 'options', a.attrelid::regclass::text, a.attname, a.attoptions::text, a.attcollation::text
                from pg_attribute a where a.attoptions is not null
                union all
                select 'check option', c.relname, c.reloptions::text, null, null from pg_class c where c.relkind = 'v' and c.relnamespace = 'public'::regnamespace
                order by 1, 2, 3, 4, 5
                """).stream().map(List::toString).toList();
    }

    @Test
    void whatIsSaidAndAllowed() {
        onPostgres();
        createRichShops();
        execute("""
                comment on table shop is 'shops'; comment on table sale is 'sales';
                comment on column shop.code is 'its code'; comment on column sale.code is 'which shop';
                comment on index ix_size is 'downwards'; comment on constraint ck_amount on sale is 'positive';
                comment on constraint fk_city on shop is 'where'; comment on trigger after_sale on sale is 'tells';
                comment on constraint uq_name on shop is 'no two'; comment on view names is 'of shops';
                grant select (name), update (name) on shop to public; grant insert on sale to public;
                create policy of_de on shop for select using (country = 'de');
                create policy of_sale on sale as restrictive using (amount > 0) with check (amount > 1);
                alter table shop enable row level security;
                create statistics st_shop (dependencies) on country, name from shop;
                create statistics st_sale on code, amount from sale;
                alter table shop alter name set statistics 77; alter table sale alter note set storage external;
                alter table shop alter name set (n_distinct = 5);
                alter table shop set (fillfactor = 80, autovacuum_enabled = off); alter table sale set (fillfactor = 70);
                alter index ix_code set (fillfactor = 60);
                alter table shop cluster on ix_lower;
                create rule on_totals as on insert to totals do instead insert into log values ('rule');
                create materialized view sizes as select name, size from shop;
                """);
        for (var change : List.of(SHOP, NAMED)) {
            var before = surroundings();
            var details = details();
            var report = apply(change);
            assertThat(surroundings()).containsAll(before);
            assertThat(details()).containsAll(details);
            takeBack(report);
            assertThat(surroundings()).isEqualTo(before);
            assertThat(details()).isEqualTo(details);
        }
    }

    /** Where the new key has the old one's name, what is said of that is said of it. */
    @Test
    void whatIsSaidOfTheKeysThemselves() {
        onPostgres();
        createShops("""
                comment on constraint shop_pkey on shop is 'of the key';
                comment on index shop_pkey is 'of its index';
                comment on constraint sale_code_fkey on sale is 'of the reference';
                """);
        var change = Change.of("x", SHOP);
        assertThat(intact().plan(change).reverse().toString()).contains("of the reference");
        apply(SHOP);
        assertFollowed();
        assertThat(rows("select obj_description(oid, 'pg_constraint') from pg_constraint where conname = 'shop_pkey'"))
                .hasToString("[[of the key]]");
        assertThat(rows("select obj_description('shop_pkey'::regclass)")).hasToString("[[of its index]]");
    }

    @Test
    void theOwner() {
        onPostgres();
        createRichShops();
        var role = "owner_" + System.nanoTime();
        execute("""
                create role %1$s login; grant all on schema public to %1$s;
                alter table shop owner to %1$s; alter table sale owner to %1$s; grant all on city, log, refund, visit to %1$s;
                """.formatted(role));
        target.intact(database.dataSourceAs(role)).apply(Change.of("x", NUMBERED));
        assertThat(rows("select distinct pg_get_userbyid(relowner)::text from pg_class"
                        + " where relname in ('shop', 'sale', 'shop_id_seq', 'shop_pkey')"))
                .hasToString("[[" + role + "]]");
    }

    @Test
    void theTableOfAnotherIsRefused() {
        onPostgres();
        createShops();
        var role = "owner_" + System.nanoTime();
        execute("create role %1$s login; grant all on schema public to %1$s; alter table shop owner to %1$s"
                .formatted(role));
        var refusal = assertRefused(
                IntactException.class,
                () -> target.intact(database.dataSourceAs(role)).apply(Change.of("x", SHOP)));
        assertThat(refusal.getMessage()).contains("sale");
    }

    /** Neither the owner's rows nor anyone's may be hidden from what fills them. */
    @Test
    void rowSecurityThatIsForced() {
        onPostgres();
        createShops(
                "alter table sale enable row level security; alter table sale force row level security",
                "create policy few on sale using (amount < 15)");
        if (target.isOnline()) {
            var refusal = assertRefusedByPlan(UnsupportedChangeException.class, SHOP);
            assertThat(refusal.getMessage()).contains("row security").contains("atomic");
        } else {
            apply(SHOP);
            assertFollowed();
            assertThat(rows("select relrowsecurity, relforcerowsecurity from pg_class where relname = 'sale'"))
                    .hasToString("[[true, true]]");
        }
    }

    @Test
    void rowSecurityThatHoldsForTheOwnerToo() {
        onPostgres();
        var role = "owner_" + System.nanoTime();
        createShops("""
                create role %1$s login; grant all on schema public to %1$s;
                alter table shop owner to %1$s; alter table sale owner to %1$s;
                alter table sale enable row level security; alter table sale force row level security;
                create policy few on sale using (amount < 15);
                """.formatted(role));
        assertRefused(
                IntactException.class,
                () -> target.intact(database.dataSourceAs(role)).apply(Change.of("x", SHOP)));
    }

    @Test
    void publicationsOfBothTables() {
        onPostgres();
        createRichShops();
        execute("create publication of_shops for table shop, sale");
        var before = surroundings();
        assertThat(intact().plan(Change.of("x", NAMED)).warnings())
                .anyMatch(warning -> warning.contains("of_shops") && warning.contains("country"));
        apply(NAMED);
        assertThat(surroundings()).containsAll(before);
        execute("update shop set name = 'Ada' where code = 'a'", "update sale set amount = 3 where id = 1");
    }

    /** Every UPDATE of the table would fail. */
    @Test
    void aPublicationThatHasNotAllColumnsOfTheNewKeyIsRefused() {
        Assumptions.assumeTrue(target.canTakeNullsForEqual());
        createShops(
                "create publication inserts for table shop (name) with (publish = 'insert')",
                "create publication part for table shop (code, name)");
        assertThat(assertRefusedByPlan(UnsupportedChangeException.class, SHOP)).hasMessageContaining("part");
        execute("alter publication part set table shop (code, name, country) where (code <> 'x')");
        assertThat(assertRefusedByPlan(UnsupportedChangeException.class, NAMED)).hasMessageContaining("part");
        apply(SHOP);
        assertFollowed();
        execute("update shop set name = 'Z'");
    }

    @Test
    void aReplicaIdentityOnAnotherIndex() {
        onPostgres();
        createRichShops();
        execute("alter table shop replica identity using index uq_name; alter table sale replica identity full");
        var before = surroundings();
        var report = apply(SHOP);
        assertThat(surroundings()).containsAll(before);
        takeBack(report);
        assertThat(surroundings()).isEqualTo(before);
    }

    @Test
    void aReplicaIdentityOnTheOldKeyIsRefused() {
        onPostgres();
        createShops("alter table shop replica identity using index shop_pkey");
        for (var change : List.of(SHOP, NUMBERED, NAMED)) {
            var refusal = assertRefusedByPlan(UnsupportedChangeException.class, change);
            assertThat(refusal.getMessage()).contains("shop_pkey").contains("replica identity");
        }
        execute("alter table shop replica identity full");
        apply(SHOP);
        assertFollowed();
    }

    @Test
    void aReplicaIdentityOnAKeyThatIsWidenedIsRefused() {
        onPostgres();
        createShops(
                "alter table sale add constraint uq_sale unique (code, amount)",
                "alter table sale alter amount set not null",
                "alter table sale replica identity using index uq_sale");
        var change = SHOP.widening("sale", "code", "amount");
        var refusal = assertRefusedByPlan(UnsupportedChangeException.class, change);
        assertThat(refusal.getMessage()).contains("uq_sale").contains("replica identity");
    }

    @Test
    void sequencesAndTheirOwners() {
        onPostgres();
        execute("""
                create table shop (code serial primary key, country varchar(2) not null, nr integer generated always as identity (start 100 increment 5));
                create table sale (id bigserial primary key, code integer not null references shop (code), nr smallint generated by default as identity);
                insert into shop (country) values ('de'), ('fr'); insert into sale (code) values (1), (2);
                """);
        apply(SHOP);
        execute("insert into shop (country) values ('it')", "insert into sale (code, country) values (3, 'it')");
        assertThat(rows("select code, nr from shop order by 1")).hasToString("[[1, 100], [2, 105], [3, 110]]");
        assertThat(rows("select id, nr, country from sale order by 1"))
                .hasToString("[[1, 1, de], [2, 2, fr], [3, 3, it]]");
        assertThat(rows("select pg_get_serial_sequence('shop', 'code'), pg_get_serial_sequence('sale', 'id')"))
                .hasToString("[[public.shop_code_seq, public.sale_id_seq]]");
    }

    @Test
    void anIdentityColumnAsTheOldKey() {
        onPostgres();
        execute("""
                create table shop (code integer generated always as identity primary key, country varchar(2) not null);
                create table sale (id integer primary key, code integer references shop (code));
                insert into shop (country) values ('de'), ('fr'); insert into sale values (1, 2);
                """);
        apply(SHOP);
        execute("insert into shop (country) values ('it')");
        assertRefusedByDatabase("insert into shop (code, country) values (7, 'it')");
        assertThat(rows("select max(code) from shop")).hasToString("[[3]]");
    }

    @Test
    void tablesThatAreUnlogged() {
        onPostgres();
        execute(PLAIN.replace("create table", "create unlogged table"));
        apply(SHOP);
        assertFollowed();
        assertThat(
                        rows(
                                "select distinct relpersistence::text from pg_class where relname in ('shop', 'sale', 'shop_pkey')"))
                .hasToString("[[u]]");
    }

    @Test
    void temporaryTablesAreRefused() throws SQLException {
        try (var connection = database.connect()) {
            var other = new OneConnection(connection);
            try (var statement = connection.createStatement()) {
                statement.execute(
                        "create temporary table shop (code varchar(9) primary key, country varchar(2) not null)");
                statement.execute(
                        "create temporary table sale (id integer primary key, code varchar(9) references shop)");
            }
            var refusal = assertRefused(
                    NotATableException.class, () -> target.intact(other).plan(Change.of("x", SHOP)));
            assertThat(refusal.getMessage()).contains("a temporary table");
        }
    }

    @Test
    void theTablespace() {
        Assumptions.assumeTrue(target.isPostgres() && target.canTakeNullsForEqual());
        createShops("alter table shop add extra integer not null default 1");
        execute("""
                set allow_in_place_tablespaces = on;
                create tablespace of_%1$s location '';
                alter table shop set tablespace of_%1$s; alter table sale set tablespace of_%1$s;
                """.formatted(target));
        try {
            apply(SHOP);
            assertFollowed();
            apply(rekey("shop")
                    .from("country", "code")
                    .toUnique("country", "code", "extra")
                    .withPrimaryKey("id", SurrogateKey.UUID));
        } finally {
            assertThat(rows("select c.relname from pg_class c join pg_tablespace t on t.oid = c.reltablespace"
                            + " where t.spcname like 'of_%' and relkind = 'r' order by 1"))
                    .hasToString("[[sale], [shop]]");
            execute(
                    "alter table shop set tablespace pg_default; alter table sale set tablespace pg_default",
                    "drop tablespace of_" + target);
        }
    }

    @Test
    void partitionedTablesAreRefused() {
        onPostgres();
        execute("""
                create table shop (code varchar(9) primary key, country varchar(2) not null) partition by hash (code);
                create table shop_0 partition of shop for values with (modulus 1, remainder 0);
                create table sale (id integer primary key, code varchar(9) not null references shop (code));
                """);
        assertThat(assertRefusedByPlan(UnsupportedChangeException.class, SHOP))
                .hasMessageContaining("shop")
                .hasMessageContaining("partitioned");
        execute("drop table sale, shop");
        execute("""
                create table shop (code varchar(9) primary key, country varchar(2) not null);
                create table sale (id integer, code varchar(9) not null references shop (code), primary key (id, code)) partition by list (code);
                create table sale_a partition of sale for values in ('a');
                insert into shop values ('a', 'de'); insert into sale values (1, 'a');
                """);
        assertThat(assertRefusedByPlan(UnsupportedChangeException.class, SHOP.widening("sale", "id", "code")))
                .hasMessageContaining("sale");
    }

    @Test
    void tablesThatInheritAreRefused() {
        onPostgres();
        createShops("create table big_shop () inherits (shop)");
        assertThat(assertRefusedByPlan(UnsupportedChangeException.class, SHOP)).hasMessageContaining("inherits");
        execute("drop table big_shop", "create table base (amount integer)", "alter table sale inherit base");
        assertThat(assertRefusedByPlan(UnsupportedChangeException.class, SHOP)).hasMessageContaining("public.sale");
    }

    @Test
    void constraintsThatAreNotYetValidated() {
        onPostgres();
        createShops(
                "alter table sale add constraint ck check (amount > 10) not valid",
                "alter table shop add constraint ck check (name <> 'B') not valid");
        var before = Snapshot.schema(database);
        // Every row that is filled has to be one that the check allows.
        execute("update sale set amount = 11 where id = 1");
        apply(SHOP);
        assertFollowed();
        assertThat(Snapshot.schema(database))
                .containsAll(before.stream()
                        .filter(line -> line.contains("constraint ck"))
                        .toList());
        assertThat(before).anyMatch(line -> line.contains("constraint ck") && line.contains("false"));
    }

    @Test
    void aForeignKeyToTheOldKeyThatIsNotYetValidated() {
        onPostgres();
        createShops(
                "alter table sale drop constraint sale_code_fkey",
                "alter table sale add constraint fk foreign key (code) references shop (code) on delete cascade not valid");
        apply(SHOP);
        assertFollowed();
        execute("delete from shop where code = 'a'");
        assertThat(rows("select id from sale")).hasToString("[[2]]");
    }

    @Test
    void aForeignKeyThatIsNotEnforced() {
        Assumptions.assumeTrue(target == Target.POSTGRES_18 || target == Target.POSTGRES_18_ONLINE);
        createShops(
                "create table city (id integer primary key)",
                "alter table sale add city integer default 5",
                "alter table sale add constraint fk_city foreign key (city) references city (id) not enforced",
                "alter table sale add constraint ck check (amount > 100) not enforced");
        apply(SHOP);
        assertFollowed();
        assertThat(rows("select conname, conenforced from pg_constraint where not conenforced order by 1"))
                .hasToString("[[ck, false], [fk_city, false]]");
    }

    /** It would come back enforced, with all its orphans. */
    @Test
    void aForeignKeyToTheOldKeyThatIsNotEnforced() {
        Assumptions.assumeTrue(target == Target.POSTGRES_18 || target == Target.POSTGRES_18_ONLINE);
        createShops(
                "alter table sale drop constraint sale_code_fkey",
                "alter table sale add constraint fk foreign key (code) references shop (code) not enforced",
                "insert into sale values (4, 'nowhere', 1)");
        var refusal = assertRefused(IntactException.class, () -> apply(SHOP));
        assertThat(refusal.getMessage()).contains("sale");
    }

    @Test
    void aDeferrableForeignKeyToTheOldKey() throws SQLException {
        onPostgres();
        createShops(
                "alter table sale drop constraint sale_code_fkey",
                "alter table sale add constraint fk foreign key (code) references shop (code) deferrable initially deferred");
        if (target.isOnline()) {
            assertThat(assertRefusedByPlan(UnsupportedChangeException.class, SHOP))
                    .hasMessageContaining("deferred")
                    .hasMessageContaining("atomic");
            return;
        }
        apply(SHOP);
        assertFollowed();
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into sale values (9, 'n', 1, 'xx')");
            statement.execute("insert into shop values ('n', 'xx', null)");
            connection.commit();
        }
        assertRefusedByDatabase("insert into sale values (10, 'n', 1, 'de')");
    }

    @Test
    void aConstraintThatExcludes() {
        onPostgres();
        createShops(
                "alter table sale add constraint ex exclude using btree (amount with =) where (amount > 0)",
                "alter table shop add constraint ex_name exclude using btree (name with =)");
        var before = surroundings();
        apply(SHOP);
        assertFollowed();
        assertThat(surroundings())
                .containsAll(before.stream()
                        .filter(line -> line.contains("ex"))
                        .filter(line -> line.contains("EXCLUDE"))
                        .toList());
        assertRefusedByDatabase("insert into sale values (9, 'a', 10, 'de')");
        assertRefusedByDatabase("insert into shop values ('x', 'x', 'A')");
    }

    @Test
    void aDeferrableUniqueKey() {
        onPostgres();
        createShops(
                "alter table shop add constraint uq unique (name) deferrable initially deferred",
                "alter table sale add constraint uq_amount unique (amount) deferrable");
        var report = apply(SHOP);
        assertFollowed();
        execute(
                "update shop set name = case name when 'A' then 'B' else 'A' end where name is not null",
                "update sale set amount = 40 - amount");
        takeBack(report);
    }

    /** Nothing could refer to it. */
    @Test
    void anOldKeyThatIsDeferrable() {
        onPostgres();
        execute("""
                create table shop (code varchar(9) primary key deferrable, country varchar(2) not null, name text);
                insert into shop values ('a', 'de', 'A');
                """);
        assertThat(intact().plan(Change.of("x", SHOP)).warnings()).anyMatch(warning -> warning.contains("deferred"));
        var report = apply(SHOP);
        assertConverged(SHOP);
        execute("insert into shop values ('a', 'fr', 'A')");
        assertThat(report.reverse().toString()).contains("deferred");
    }

    @Test
    void aViewThatGroupsByTheOldKeyIsRefused() {
        onPostgres();
        createShops(
                "create view by_shop as select s.code, s.name, sum(amount) from shop s join sale using (code) group by s.code");
        for (var change : List.of(SHOP, NUMBERED, NAMED)) {
            var refusal = assertRefusedByPlan(DependentsException.class, change);
            assertThat(refusal.dependents()).anyMatch(user -> user.contains("by_shop"));
        }
        execute("drop view by_shop");
        apply(SHOP);
        assertFollowed();
    }

    @Test
    void aViewThatGroupsByAWidenedPrimaryKeyIsRefused() {
        onPostgres();
        createShops(
                "alter table sale drop constraint sale_pkey, add primary key (id, code)",
                "create view by_sale as select id, code, amount, count(*) from sale group by id, code");
        var refusal = assertRefusedByPlan(DependentsException.class, SHOP.widening("sale", "id", "code"));
        assertThat(refusal.dependents()).anyMatch(user -> user.contains("by_sale"));
    }

    @Test
    void aFunctionThatIsKnownToNeedTheOldKeyIsRefused() {
        onPostgres();
        createShops("""
                create function upsert(c varchar, n text) returns void begin atomic
                  insert into shop values (c, 'de', n) on conflict on constraint shop_pkey do update set name = excluded.name; end;
                """);
        var refusal = assertRefusedByPlan(DependentsException.class, SHOP);
        assertThat(refusal.dependents()).anyMatch(user -> user.contains("upsert"));
    }

    @Test
    void aFunctionThatGroupsByTheOldKeyIsRefused() {
        onPostgres();
        createShops("""
                create function names() returns setof text begin atomic
                  select name from shop group by code; end;
                """);
        var refusal = assertRefusedByPlan(DependentsException.class, SHOP);
        assertThat(refusal.dependents()).anyMatch(user -> user.contains("names"));
    }

    @Test
    void aMaterializedViewThatGroupsByTheOldKeyIsRefused() {
        onPostgres();
        createShops("create materialized view by_shop as select code, name, count(*) from shop group by code");
        var refusal = assertRefusedByPlan(DependentsException.class, SHOP);
        assertThat(refusal.dependents()).anyMatch(user -> user.contains("by_shop"));
    }

    @Test
    void aRuleOnUpdateThatWouldKeepRowsFromBeingFilled() {
        onPostgres();
        createShops("create rule nothing as on update to sale do instead nothing");
        var refusal = assertRefusedByPlan(UnsupportedChangeException.class, SHOP);
        assertThat(refusal.getMessage()).contains("nothing").contains("rule");
    }

    @Test
    void aTriggerThatKeepsRowsFromBeingFilled() {
        onPostgres();
        createShops(
                "create function never() returns trigger language plpgsql as 'begin return null; end'",
                "create trigger never before update on sale for each row execute function never()");
        assertThat(intact().plan(Change.of("x", SHOP)).warnings()).anyMatch(warning -> warning.contains("never"));
        if (target.isOnline()) {
            return;
        }
        assertRefused(IntactException.class, () -> apply(SHOP));
        execute("drop trigger never on sale");
        apply(SHOP);
        assertFollowed();
    }

    /** What waits for the end of a transaction would keep ALTER TABLE from being done in it. */
    @Test
    void aConstraintTriggerThatIsPutOff() {
        onPostgres();
        createShops(
                "create table log (what text)",
                "create function note() returns trigger language plpgsql as 'begin insert into log values (new.code); return null; end'",
                "create constraint trigger late after update on sale deferrable initially deferred for each row execute function note()",
                "create constraint trigger late after update on shop deferrable initially deferred for each row execute function note()");
        apply(NUMBERED);
        assertThat(rows("select id, code, country from sale order by id"))
                .hasToString("[[1, a, de], [2, b, fr], [3, a, de]]");
        assertThat(rows("select tgdeferrable, tginitdeferred from pg_trigger where tgname = 'late'"))
                .hasToString("[[true, true], [true, true]]");
    }

    /** It fills nothing by itself, and the UPDATE is done all the same. */
    @Test
    void aRuleThatDoesSomethingBesides() {
        onPostgres();
        createShops(
                "create table log (what text)",
                "create rule noting as on update to sale do also insert into log values (new.code)",
                "create view prices as select id, amount from sale",
                "create rule writing as on update to prices do instead update sale set amount = new.amount where id = old.id");
        apply(SHOP);
        assertFollowed();
        execute("update prices set amount = 5 where id = 1");
        assertThat(rows("select amount from sale where id = 1")).hasToString("[[5]]");
    }

    @Test
    void triggersThatAreSwitchedOff() {
        onPostgres();
        createRichShops();
        apply(SHOP);
        assertThat(rows("select tgname, tgenabled::text from pg_trigger where not tgisinternal order by 1"))
                .hasToString(
                        "[[after_sale, O], [always_shop, A], [before_shop, O], [late_sale, O], [off_sale, D], [on_names, O]]");
        assertThat(rows("select * from log")).isEmpty();
    }

    @Test
    void quotedTypesDomainsAndCollations() {
        onPostgres();
        execute("""
                create domain "Shop Code" as varchar(9) check (value <> '');
                create type "Land" as enum ('de', 'fr');
                create collation "Other" (locale = 'C');
                create table shop (code "Shop Code" primary key, country "Land" not null, name text collate "Other");
                create table sale (id integer primary key, code "Shop Code" not null references shop (code), amount integer);
                insert into shop values ('a', 'de', 'A'), ('b', 'fr', 'B');
                insert into sale values (1, 'a', 10), (2, 'b', 20), (3, 'a', 30);
                """);
        var before = Snapshot.of(database);
        var report = apply(SHOP);
        assertFollowed();
        assertThat(
                        rows(
                                "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'sale'::regclass and attname = 'country'"))
                .hasToString("[[\"Land\"]]");
        assertReverses(report, before);
    }

    @Test
    void theStorageOfTheOldKey() {
        onPostgres();
        createShops("alter index shop_pkey set (fillfactor = 50)");
        assertThat(intact().plan(Change.of("x", SHOP)).toString()).contains("shop_pkey");
        apply(SHOP);
        assertFollowed();
    }

    @Test
    void anOldKeyThatCarriesFurtherColumns() {
        onPostgres();
        createShops(
                "create table desk (code varchar(9) not null, country varchar(2) not null, n integer, primary key (code) include (n))",
                "create table chair (code varchar(9) references desk (code))",
                "insert into desk values ('a', 'de', 1); insert into chair values ('a')");
        var change = rekey("desk").from("code").toPrimaryKey("country", "code");
        assertThat(intact().plan(Change.of("x", change)).warnings())
                .anyMatch(warning -> warning.contains("further columns (n)"));
        var report = apply(change);
        assertConverged(change);
        assertThat(report.reverse().toString()).contains("further columns (n)");
        takeBack(report);
        assertRefusedByDatabase("insert into desk values ('a', 'fr', 1)");
    }
}
