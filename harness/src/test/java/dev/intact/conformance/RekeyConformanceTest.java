package dev.intact.conformance;

import static dev.intact.Operations.column;
import static dev.intact.Operations.rekey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.check.Violation;
import dev.intact.check.ViolationsException;
import dev.intact.error.DependentsException;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import dev.intact.operation.Rekey;
import dev.intact.operation.Reverse;
import dev.intact.operation.SurrogateKey;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RekeyConformanceTest extends Conformance {
    private static final Rekey BARE = rekey("registry").from("slug").toUnique("slug", "stream");
    private static final Rekey REGISTRY =
            BARE.withPrimaryKey("id", SurrogateKey.UUID).widening("result", "slug", "item");

    RekeyConformanceTest(Target target) {
        super(target);
    }

    /** Two tables refer to what is registered: one always, by a cascade, the other sometimes. */
    @BeforeEach
    void createRegistry() {
        execute("""
                create table registry (slug varchar(40) primary key, stream varchar(40) not null, title text);
                create table config (
                  id integer primary key,
                  slug varchar(40) references registry (slug) on delete set null,
                  setting text not null);
                create table result (
                  id integer primary key,
                  slug varchar(40) not null references registry (slug) on delete cascade on update cascade,
                  item integer not null,
                  value text,
                  constraint uq_result unique (slug, item));
                create index ix_result_slug on result (slug);
                insert into registry values ('a', 'north', 'A'), ('b', 'north', null), ('c', 'south', 'C');
                insert into config values (1, 'a', 'x'), (2, 'c', 'y'), (3, null, 'z');
                insert into result values (1, 'a', 1, 'one'), (2, 'a', 2, null), (3, 'c', 1, 'three');
                """);
    }

    private List<Violation> refused(Rekey rekey) {
        var refusal = assertRefused(ViolationsException.class, () -> apply(rekey));
        var planned = intact().plan(Change.of("x", rekey)).violations();
        assertThat(planned).isEqualTo(refusal.violations());
        return planned;
    }

    // ---- what it is for

    @Test
    void letsTheOldKeyRepeatUnderTheNewOne() {
        assertRefusedByDatabase("insert into registry (slug, stream) values ('a', 'south')");
        apply(REGISTRY);
        execute(
                "insert into registry (slug, stream, title) values ('a', 'south', 'another A')",
                "insert into result (id, slug, stream, item) values (4, 'a', 'south', 1)");
        assertThat(rows("select slug, stream, title from registry order by 1, 2"))
                .hasToString("[[a, north, A], [a, south, another A], [b, north, null], [c, south, C]]");
        assertRefusedByDatabase("insert into registry (slug, stream) values ('a', 'south')");
        assertRefusedByDatabase("insert into registry (slug, stream) values ('d', null)");
    }

    @Test
    void givesWhatRefersTheColumnsItLacks() {
        var report = apply(REGISTRY);
        assertThat(rows("select id, slug, stream, setting from config order by 1"))
                .hasToString("[[1, a, north, x], [2, c, south, y], [3, null, null, z]]");
        assertThat(rows("select id, slug, stream, item, value from result order by 1"))
                .hasToString("[[1, a, north, 1, one], [2, a, north, 2, null], [3, c, south, 1, three]]");
        assertThat(report.verified()).anyMatch(line -> line.contains("result") && line.contains("stream"));
    }

    @Test
    void holdsReferencesToTheWholeKey() {
        apply(REGISTRY);
        assertRefusedByDatabase("insert into result (id, slug, stream, item) values (9, 'a', 'south', 1)");
        assertRefusedByDatabase("insert into result (id, slug, item) values (9, 'a', 7)");
        assertRefusedByDatabase("update config set stream = 'south' where id = 1");
    }

    /** SQL takes a reference that is half NULL for none (MATCH SIMPLE). */
    @Test
    void forbidsAReferenceThatIsHalfNull() {
        apply(REGISTRY);
        assertRefusedByDatabase("update config set stream = null where id = 1");
        assertRefusedByDatabase("insert into config (id, slug, setting) values (9, 'nowhere', 'half')");
        assertAcceptedByDatabase("update config set slug = null, stream = null where id = 1");
        assertAcceptedByDatabase("insert into config (id, setting) values (9, 'none')");
    }

    @Test
    void keepsWhatTheOldReferencesDid() {
        apply(REGISTRY);
        assertRefusedByDatabase("update registry set slug = 'e' where slug = 'a'");
        execute(
                "delete from config where id = 1",
                "update registry set slug = 'e' where slug = 'a'",
                "update registry set stream = 'east' where slug = 'e'",
                "delete from registry where slug = 'c'");
        assertThat(rows("select id, slug, stream from result order by 1")).hasToString("[[1, e, east], [2, e, east]]");
        assertThat(rows("select id, slug, stream from config where id > 1 order by 1"))
                .hasToString("[[2, null, null], [3, null, null]]");
    }

    @Test
    void tellsRowsApartByAKeyOfNoMeaning() {
        apply(REGISTRY);
        execute("insert into registry (slug, stream) values ('d', 'north')");
        assertThat(rows("select count(distinct id), count(*) from registry")).hasToString("[[4, 4]]");
        assertThat(rows("select length(cast(id as varchar(36))) from registry group by 1"))
                .hasToString("[[36]]");
        assertRefusedByDatabase("insert into registry (id, slug, stream) select id, 'x', 'y' from registry");
        assertRefusedByDatabase("update registry set id = null");
    }

    @Test
    void countsRowsWhenToldTo() {
        apply(BARE.withPrimaryKey("id", SurrogateKey.IDENTITY).widening("result", "slug", "item"));
        execute("insert into registry (slug, stream) values ('d', 'north')");
        assertThat(rows("select min(id), max(id), count(distinct id) from registry"))
                .hasToString("[[1, 4, 4]]");
    }

    @Test
    void takesUpsertsOnTheWidenedKeyAloneAndSaysSo() {
        var upsert =
                "insert into result (id, slug, stream, item, value) values (9, 'a', 'north', 1, 'new') on conflict (%s) do update set value = excluded.value";
        var plan = intact().plan(Change.of("x", REGISTRY)).toString();
        assertThat(plan).contains("ON CONFLICT (slug, item)");
        apply(REGISTRY);
        assertRefusedByDatabase(upsert.formatted("slug, item"));
        assertAcceptedByDatabase(upsert.formatted("slug, item, stream"));
        assertThat(rows("select id, value from result where item = 1 and slug = 'a'"))
                .hasToString("[[1, new]]");
    }

    @ParameterizedTest
    @EnumSource(SurrogateKey.class)
    void doesNothingTheSecondTime(SurrogateKey kind) {
        var change = BARE.withPrimaryKey("id", kind).widening("result", "slug", "item");
        apply(change);
        assertConverged(change);
    }

    @Test
    void runsJustTheStepsOfItsPlan() {
        var change = Change.of("x", REGISTRY);
        var plan = intact().plan(change);
        assertThat(intact().apply(plan).executed()).isEqualTo(plan.steps());
        assertThat(intact().plan(change).steps()).isEmpty();
    }

    @Test
    void readsTheSameFromItsText() {
        var change = Change.of(
                "x",
                REGISTRY.referencedBy(
                                "config",
                                column("slug").to("slug"),
                                column("part").to("stream"))
                        .naming("the key", "registry", "slug", "stream"));
        assertThat(Change.parse(change.text())).isEqualTo(change);
    }

    /** SQLite: where a trigger would fire on the value that each row gets, the table is made anew instead. */
    @Test
    void firesNobodysTriggerForAKeyOfNoMeaning() {
        Assumptions.assumeTrue(!target.isPostgres());
        execute("create trigger watch after update on registry begin select raise(abort, 'fired'); end");
        apply(REGISTRY);
        assertThat(rows("select count(distinct id) from registry")).hasToString("[[3]]");
        assertConverged(REGISTRY);
    }

    // ---- the way back

    @ParameterizedTest
    @EnumSource(SurrogateKey.class)
    void takesItBack(SurrogateKey kind) {
        var before = Snapshot.of(database);
        var report = apply(BARE.withPrimaryKey("id", kind).widening("result", "slug", "item"));
        var back = ((Reverse.Reversible) report.reverse()).change();
        intact().apply(Change.parse(back.text()));
        assertSame(before);
        assertThat(intact().apply(back).changedAnything()).isFalse();
        apply(REGISTRY);
        assertConverged(REGISTRY);
    }

    /** What SQLite makes anew it writes in its own way. */
    private void assertSame(List<String> before) {
        if (target.isPostgres()) {
            assertThat(Snapshot.of(database)).isEqualTo(before);
        } else {
            assertThat(Snapshot.rows(database))
                    .isEqualTo(before.stream()
                            .filter(line -> !line.startsWith("schema"))
                            .toList());
            assertRefusedByDatabase("insert into registry (slug, stream) values ('a', 'south')");
            assertRefusedByDatabase("insert into result (id, slug, item) values (9, 'a', 1)");
            assertRefusedByDatabase("insert into result (id, slug, item) values (9, 'nowhere', 1)");
        }
    }

    @Test
    void refusesTheWayBackWithTheRowsThatNowShareTheOldKey() {
        var report = apply(REGISTRY);
        execute("insert into registry (slug, stream, title) values ('a', 'south', 'another A')");
        var back = ((Reverse.Reversible) report.reverse()).change();
        var refusal = assertRefused(ViolationsException.class, () -> intact().apply(back));
        assertThat(refusal.violations()).extracting(Violation::code).containsExactly("duplicate-key");
        assertThat(refusal.getMessage()).contains("slug = 'a'").contains("2 rows");

        execute("delete from registry where stream = 'south' and slug = 'a'");
        intact().apply(back);
        assertRefusedByDatabase("insert into registry (slug, stream) values ('a', 'south')");
    }

    // ---- what stands in the way

    @Test
    void listsRowsThatTheNewKeyForbids() {
        execute("create table loose (slug text not null, stream text, constraint uq_loose unique (slug))");
        execute("insert into loose values ('a', null), ('b', 'x'), ('c', null)");
        var violations = refused(rekey("loose").from("slug").toUnique("slug", "stream"));
        assertThat(violations).extracting(Violation::code).containsExactly("null-value");
        assertThat(violations.get(0).rows()).isEqualTo(2);
        assertThat(rows(violations.get(0).findAll())).hasSize(2);
    }

    @Test
    void listsRowsThatReferToNothing() {
        execute("create table note (id integer primary key, about varchar(40))");
        execute("insert into note values (1, 'a'), (2, 'gone'), (3, null)");
        var violations = refused(REGISTRY.referencedBy("note", column("about").to("slug")));
        assertThat(violations).extracting(Violation::code).containsExactly("orphan");
        assertThat(violations.get(0).rows()).isEqualTo(1);
        assertThat(violations.get(0).samples().get(0).toString()).contains("gone");

        execute("delete from note where id = 2");
        apply(REGISTRY.referencedBy("note", column("about").to("slug")));
        assertThat(rows("select id, about, stream from note order by 1"))
                .hasToString("[[1, a, north], [3, null, null]]");
        assertRefusedByDatabase("insert into note values (4, 'a', 'south')");
    }

    /** SQLite: a foreign key that is there need not have been held to. */
    @Test
    void listsRowsThatReferToNothingInSpiteOfTheirForeignKey() {
        Assumptions.assumeTrue(!target.isPostgres());
        execute("pragma foreign_keys = off; insert into result (id, slug, item) values (9, 'gone', 1)");
        assertThat(refused(REGISTRY)).extracting(Violation::code).containsExactly("orphan");
    }

    @Test
    void listsRowsWhoseColumnHoldsSomethingElse() {
        execute("create table note (id integer primary key, about varchar(40) not null, place varchar(40))");
        execute("insert into note values (1, 'a', 'north'), (2, 'a', null), (3, 'a', 'elsewhere')");
        var change = REGISTRY.referencedBy(
                "note", column("about").to("slug"), column("place").to("stream"));
        var violations = refused(change);
        assertThat(violations).extracting(Violation::code).containsExactly("contradiction");
        assertThat(violations.get(0).rows()).isEqualTo(1);
        assertThat(violations.get(0).samples().get(0).toString()).contains("elsewhere");

        execute("update note set place = null where id = 3");
        apply(change);
        assertThat(rows("select id, about, place from note order by 1"))
                .hasToString("[[1, a, north], [2, a, north], [3, a, north]]");
        assertRefusedByDatabase("update note set place = null where id = 1");
        assertConverged(change);
    }

    @Test
    void needsAKeyWidenedThatWouldGoOnToForbidWhatTheNewOneAllows() {
        var refusal =
                assertRefused(DependentsException.class, () -> apply(BARE.withPrimaryKey("id", SurrogateKey.UUID)));
        assertThat(refusal.getMessage())
                .contains("result")
                .contains("slug, item")
                .contains("widening");
    }

    @Test
    void refusesToWidenWhatIsNotThere() {
        assertThatThrownBy(() -> apply(REGISTRY.widening("result", "value")))
                .hasMessageContaining("no such key")
                .hasMessageContaining("value");
    }

    @Test
    void needsAnotherPrimaryKeyForTheOneItTakesAway() {
        assertThatThrownBy(() -> apply(BARE.widening("result", "slug", "item")))
                .hasMessageContaining("without a primary key")
                .hasMessageContaining("withPrimaryKey");
    }

    @Test
    void refusesANewKeyWithoutTheOldOne() {
        assertThatThrownBy(() -> apply(rekey("registry").from("slug").toUnique("stream", "title")))
                .hasMessageContaining("has to have all columns of the old one");
    }

    @Test
    void refusesAnOldKeyThatIsNone() {
        assertThatThrownBy(() -> apply(rekey("registry").from("title").toUnique("title", "stream")))
                .hasMessageContaining("a unique or primary key on just (title)")
                .hasMessageContaining("primary key (slug)");
    }

    @Test
    void refusesAColumnThatIsNotThere() {
        assertThatThrownBy(() -> apply(rekey("registry").from("slug").toPrimaryKey("slug", "nothing")))
                .hasMessageContaining("nothing");
    }
}
