package dev.intact.operation;

import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.column;
import static dev.intact.Operations.rekey;
import static dev.intact.Operations.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Feature;
import dev.intact.catalog.ForeignKey.Action;
import dev.intact.catalog.PrimaryKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import dev.intact.error.DependentsException;
import dev.intact.error.InvalidChangeException;
import dev.intact.error.UnsupportedChangeException;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RekeyTest {
    private static final TableName REGISTRY = new TableName("public", "registry");
    private static final TableName RESULT = new TableName("public", "result");
    private static final Rekey REKEY = rekey("registry").from("slug").toPrimaryKey("slug", "stream");

    private static final Change EVERYTHING = Change.of(
            "everything",
            addColumn("registry", "stream", "text").notNull().filledBy("'a' || \"slug\""),
            rekey(table("app", "registry"))
                    .from("slug")
                    .toUnique("slug", "stream")
                    .withPrimaryKey("id", SurrogateKey.UUID)
                    .referencedBy(
                            "config",
                            column("its \"slug\"").to("slug"),
                            column("its stream").to("stream"))
                    .referencedBy(new TableName("app", "note"), column("slug").to("slug"))
                    .widening("result", "slug", "item")
                    .widening(new TableName("app", "card"), "slug")
                    .naming("the key", "registry", "slug", "stream")
                    .naming("the other", new TableName("app", "card"), "slug", "stream"),
            rekey("registry").from("a", "b").toPrimaryKey("c", "b", "a"));

    private static Table registry() {
        return Table.of(
                        REGISTRY,
                        List.of(
                                Column.of("slug", "text").withNotNull(true),
                                Column.of("stream", "text").withNotNull(true)))
                .withPrimaryKey(new PrimaryKey("registry_pkey", List.of("slug"), List.of(), Deferral.NOT_DEFERRABLE));
    }

    private static Table result(boolean required) {
        return Table.of(
                        RESULT,
                        List.of(
                                Column.of("slug", "text").withNotNull(required),
                                Column.of("item", "integer").withNotNull(true)))
                .withForeignKeys(List.of(Keys.of(List.of("slug"), REGISTRY, List.of("slug"))
                        .withActions(Action.CASCADE, Action.NO_ACTION)
                        .withName("result_slug_fkey")));
    }

    private static Catalog catalog(Table... tables) {
        return Catalogs.of(EnumSet.allOf(Feature.class), tables);
    }

    private static List<String> texts(Rekey rekey, Catalog before) {
        return rekey.expand(before).stream().map(Operation::toString).toList();
    }

    // ---- text

    /** Histories keep checksums of this text. */
    @Test
    void hasATextThatStaysAsItIs() {
        assertThat(EVERYTHING.text()).isEqualTo("""
                        change("everything", "1");
                        addColumn("registry", "stream", "text").notNull().filledBy("'a' || \\"slug\\"");
                        rekey(table("app", "registry")).from("slug").toUnique("slug", "stream").withPrimaryKey("id", "uuid").referencedBy("config", column("its \\"slug\\"").to("slug"), column("its stream").to("stream")).referencedBy(table("app", "note"), column("slug").to("slug")).widening("result", "slug", "item").widening(table("app", "card"), "slug").naming("the key", "registry", "slug", "stream").naming("the other", table("app", "card"), "slug", "stream");
                        rekey("registry").from("a", "b").toPrimaryKey("c", "b", "a");
                        """);
        assertThat(Change.parse(EVERYTHING.text())).isEqualTo(EVERYTHING);
    }

    @Test
    void readsBackWhatItComesDownTo() {
        var before = catalog(registry(), result(false));
        var all = REKEY.expand(before);
        var change = Change.of("parts", all.toArray(Operation[]::new));
        assertThat(Change.parse(change.text())).isEqualTo(change);
    }

    // ---- what it comes down to

    @Test
    void buildsAllThatIsNewBeforeTheOldKeysEndTogether() {
        assertThat(texts(REKEY, catalog(registry(), result(true))))
                .containsExactly(
                        "createIndex(table(\"public\", \"registry\"), \"slug\", \"stream\").named(\"uq_registry_slug_stream\").unique()",
                        "copyKey(table(\"public\", \"result\")).from(table(\"public\", \"registry\")).joinedOn(column(\"slug\").to(\"slug\")).copying(column(\"stream\").to(\"stream\"))",
                        "addForeignKeyConstraint(table(\"public\", \"result\"), \"slug\", \"stream\").references(table(\"public\", \"registry\"), \"slug\", \"stream\").named(\"result_slug_stream_fkey\").onDelete(\"cascade\")",
                        "together(locking(table(\"public\", \"result\")), locking(table(\"public\", \"registry\")), endKeyCopy(table(\"public\", \"result\")).from(table(\"public\", \"registry\")).joinedOn(column(\"slug\").to(\"slug\")).copying(column(\"stream\").to(\"stream\")), dropForeignKey(table(\"public\", \"result\"), \"slug\").named(\"result_slug_fkey\"), replacePrimaryKey(table(\"public\", \"registry\"), \"slug\", \"stream\").named(\"registry_pkey\"))");
    }

    @Test
    void holdsAReferenceThatMayBeNullTogether() {
        assertThat(texts(REKEY, catalog(registry(), result(false))))
                .anyMatch(text -> text.startsWith("addCheck") && text.contains("is not null"));
        assertThat(texts(REKEY, catalog(registry(), result(true)))).noneMatch(text -> text.startsWith("addCheck"));
    }

    // ---- what is refused

    @Test
    void refusesAKeyOfAFollowerThatWouldStayNarrow() {
        var narrow = result(true)
                .with(new UniqueKey("uq_result", List.of("slug", "item"), List.of(), true, Deferral.NOT_DEFERRABLE));
        var before = catalog(registry(), narrow);
        assertThatThrownBy(() -> REKEY.expand(before))
                .isInstanceOf(DependentsException.class)
                .hasMessageContaining("uq_result");
        assertThat(texts(REKEY.widening("result", "slug", "item"), before))
                .anyMatch(text ->
                        text.startsWith("addUniqueConstraint") && text.contains("\"slug\", \"item\", \"stream\""));
    }

    @Test
    void refusesANewKeyThatIsNoWider() {
        assertThatThrownBy(() ->
                        rekey("registry").from("slug").toPrimaryKey("slug").validate())
                .isInstanceOf(InvalidChangeException.class)
                .hasMessageContaining("at least one more");
    }

    @Test
    void refusesTwoPrimaryKeys() {
        var both = REKEY.withPrimaryKey("id", SurrogateKey.UUID);
        assertThatThrownBy(both::validate)
                .isInstanceOf(InvalidChangeException.class)
                .hasMessageContaining("one primary key");
    }

    @Test
    void refusesAReferenceThatSaysNotWhichColumnsRefer() {
        var vague = REKEY.referencedBy("note", column("stream").to("stream"));
        assertThatThrownBy(vague::validate)
                .isInstanceOf(InvalidChangeException.class)
                .hasMessageContaining("which of its columns refer");
    }

    @Test
    void refusesToFollowAKeyThatSetsDefaults() {
        var setting = result(true)
                .withForeignKeys(List.of(Keys.of(List.of("slug"), REGISTRY, List.of("slug"))
                        .withActions(Action.SET_DEFAULT, Action.NO_ACTION)));
        var before = catalog(registry(), setting);
        assertThatThrownBy(() -> REKEY.expand(before))
                .isInstanceOf(UnsupportedChangeException.class)
                .hasMessageContaining("sets defaults");
    }
}
