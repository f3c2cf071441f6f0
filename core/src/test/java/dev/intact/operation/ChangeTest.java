package dev.intact.operation;

import static dev.intact.Operations.CASCADE;
import static dev.intact.Operations.RESTRICT;
import static dev.intact.Operations.SET_DEFAULT;
import static dev.intact.Operations.SET_NULL;
import static dev.intact.Operations.addCheck;
import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.createIndex;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.desc;
import static dev.intact.Operations.dropCheck;
import static dev.intact.Operations.dropColumn;
import static dev.intact.Operations.dropForeignKey;
import static dev.intact.Operations.dropIndex;
import static dev.intact.Operations.dropNotNull;
import static dev.intact.Operations.dropUnique;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.keepLast;
import static dev.intact.Operations.pruneOrphans;
import static dev.intact.Operations.setNotNull;
import static dev.intact.Operations.setNull;
import static dev.intact.Operations.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.catalog.Expression;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.error.InvalidChangeException;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeTest {
    private static final Change EVERYTHING = Change.of(
            "everything",
            addUnique("tasks", "external_id").named("uq").replacingIndex("ix").deferrable(),
            addUnique(table("app", "tasks"), "project_id")
                    .onExpression("lower(title)")
                    .asIndex()
                    .where("status in ('a', 'b')")
                    .nullsNotDistinct()
                    .onDuplicates(keepLast(asc("created_at"), desc("id")))
                    .repointReferences(),
            addUnique("tasks", "title").initiallyDeferred().onDuplicates(keepFirst(asc("id"))),
            dropUnique("notes", "a", "b").named("uq_notes"),
            createIndex("notes", "a")
                    .with(new IndexTerm(
                            new IndexTerm.OfColumn("b"), "C", "text_pattern_ops", true, IndexTerm.Nulls.LAST))
                    .named("ix_notes")
                    .unique()
                    .using("btree")
                    .including("c")
                    .storedWith(List.of("fillfactor=70"))
                    .where("a > 0"),
            dropIndex("notes", "ix_old"),
            addColumn("notes", "d", "varchar(10)").notNull().defaultValue("'x'").collate("C"),
            dropColumn("notes", "e").along("ix_e").discardingValues(),
            setNotNull("notes", "f"),
            dropNotNull("notes", "g"));

    private static final Change EVERY_KEY = Change.of(
            "every key",
            addForeignKey("notes", "a").references("tasks"),
            addForeignKey(table("app", "notes"), "a", "b")
                    .references(table("app", "tasks"), "x", "y")
                    .named("fk")
                    .onDelete(SET_NULL)
                    .onUpdate(CASCADE)
                    .initiallyDeferred()
                    .withoutIndex()
                    .onOrphans(delete())
                    .matchFull()
                    .replacingExisting(),
            addForeignKey("notes", "c")
                    .references("tasks", "id")
                    .onDelete(RESTRICT)
                    .onUpdate(SET_DEFAULT)
                    .deferrable()
                    .onOrphans(setNull()),
            dropForeignKey("notes", "d"),
            dropForeignKey(table("app", "notes"), "e", "f").named("fk_notes_e_f"),
            pruneOrphans(),
            pruneOrphans("notes").onOrphans(setNull()),
            addCheck("notes", "ck", "a > 0 or b = '\"'"),
            dropCheck("notes", "ck_old"));

    /** Histories keep checksums of this text, too. */
    @Test
    void hasATextOfEachKeyThatStaysAsItIs() {
        assertThat(EVERY_KEY.text()).isEqualTo("""
                        change("every key", "1");
                        addForeignKey("notes", "a").references("tasks");
                        addForeignKey(table("app", "notes"), "a", "b").references(table("app", "tasks"), "x", "y").named("fk").onDelete("set null").onUpdate("cascade").initiallyDeferred().withoutIndex().onOrphans(delete()).matchFull().replacingExisting();
                        addForeignKey("notes", "c").references("tasks", "id").onDelete("restrict").onUpdate("set default").deferrable().onOrphans(setNull());
                        dropForeignKey("notes", "d");
                        dropForeignKey(table("app", "notes"), "e", "f").named("fk_notes_e_f");
                        pruneOrphans().onOrphans(delete());
                        pruneOrphans("notes").onOrphans(setNull());
                        addCheck("notes", "ck", "a > 0 or b = '\\"'");
                        dropCheck("notes", "ck_old");
                        """);
        assertThat(Change.parse(EVERY_KEY.text())).isEqualTo(EVERY_KEY);
    }

    @ParameterizedTest
    @EnumSource(OnOrphans.class)
    void readsBackWhatAForeignKeyComesDownTo(OnOrphans choice) {
        var before = Catalogs.tasks()
                .with(Catalogs.tasksTable()
                        .with(Index.on("ux", List.of("title")).withUnique(true)));
        var operation = addForeignKey("tasks", "external_id")
                .references("tasks", "title")
                .onOrphans(choice);
        for (var primitive : operation.primitives(before)) {
            var change = Change.of("primitive", primitive);
            assertThat(Change.parse(change.text())).isEqualTo(change);
        }
        var reverse = ((Reverse.Reversible) Reverse.of("key", operation.undo(before))).change();
        assertThat(Change.parse(reverse.text())).isEqualTo(reverse);
    }

    @Test
    void readsBackWhateverAKeyOfTheCatalogHas() {
        for (var action : ForeignKey.Action.values()) {
            var key = Keys.of(List.of("a", "b"), table("app", "tasks"), List.of("x", "y"))
                    .withActions(action, action)
                    .withSetColumns(List.of("b"))
                    .withMatchFull(true)
                    .withValidated(false);
            var change = Change.of("x", new AddForeignKeyConstraint(table("app", "notes"), key, true));
            assertThat(Change.parse(change.text())).isEqualTo(change);
        }
    }

    /** Histories keep checksums of this text: it may never change within a format. */
    @Test
    void hasATextThatStaysAsItIs() {
        assertThat(EVERYTHING.text()).isEqualTo("""
                        change("everything", "1");
                        addUnique("tasks", "external_id").named("uq").replacingIndex("ix").deferrable();
                        addUnique(table("app", "tasks"), "project_id").onExpression("lower(title)").asIndex().where("status in ('a', 'b')").nullsNotDistinct().onDuplicates(keepLast(asc("created_at"), desc("id"))).repointReferences();
                        addUnique("tasks", "title").initiallyDeferred().onDuplicates(keepFirst(asc("id")));
                        dropUnique("notes", "a", "b").named("uq_notes");
                        createIndex("notes", "a").onColumn("b", collate("C"), operatorClass("text_pattern_ops"), desc(), nullsLast()).named("ix_notes").unique().including("c").storedWith("fillfactor=70").where("a > 0");
                        dropIndex("notes", "ix_old");
                        addColumn("notes", "d", "varchar(10)").notNull().defaultValue("'x'").collate("C");
                        dropColumn("notes", "e").along("ix_e").discardingValues();
                        setNotNull("notes", "f");
                        dropNotNull("notes", "g");
                        """);
    }

    @Test
    void isReadBackFromItsText() {
        assertThat(Change.parse(EVERYTHING.text())).isEqualTo(EVERYTHING);
    }

    @Test
    void readsBackWhatAReverseConsistsOf() {
        var undo = addUnique("tasks", "external_id")
                .replacingIndex("ix_tasks_external_id")
                .onDuplicates(keepFirst(asc("id")))
                .undo(Catalogs.tasks());
        var reverse = ((Reverse.Reversible) Reverse.of("unique", undo)).change();
        assertThat(Change.parse(reverse.text())).isEqualTo(reverse);
        for (var primitive : addUnique("tasks", "external_id")
                .onDuplicates(keepFirst(asc("id")))
                .primitives(Catalogs.tasks())) {
            var change = Change.of("primitive", primitive);
            assertThat(Change.parse(change.text())).isEqualTo(change);
        }
    }

    @Test
    void readsBackAUniqueIndexThatIsNamedAsAPlainOne() {
        var change = Change.of("x", createIndex("t", "a").unique().named("ix_t_a"));
        assertThat(Change.parse(change.text())).isEqualTo(change);
    }

    @Test
    void isNotReadBackWithAnOperationOfTheUsersOwn() {
        assertThatThrownBy(() -> Change.parse("change(\"x\", \"1\");\nidentify(\"t\", \"a\");\n"))
                .isInstanceOf(InvalidChangeException.class)
                .hasMessageContaining("not Intact's own")
                .hasMessageContaining("identify(\"t\", \"a\")");
    }

    @Property
    void isReadBackWhateverItsNames(
            @ForAll @NotBlank String name,
            @ForAll @NotEmpty String table,
            @ForAll @NotEmpty String column,
            @ForAll String expression) {
        // To jqwik, a name of Unicode's wide spaces is not blank.
        Assume.that(!name.isBlank());
        var change = Change.of(
                name,
                addUnique(table(column, table), column).named(name).where(expression),
                createIndex(table).with(IndexTerm.expression(Expression.of(expression))),
                addForeignKey(table, column)
                        .references(table(column, table), column)
                        .named(name),
                addCheck(table, column, expression),
                dropForeignKey(table(table, column), column).named(name),
                dropCheck(table(column, table), name));
        assertThat(Change.parse(change.text())).isEqualTo(change);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "addUnique(\"a\", \"b\");",
                "change(\"x\", \"2\");addUnique(\"a\", \"b\");",
                "change(\"x\", \"1\");",
                "change(\"x\", \"1\");addUnique(\"a\", \"b\")",
                "change(\"x\", \"1\");addUnique(\"a\", \"b\";",
                "change(\"x\", \"1\");addUnique(\"a, b);",
                "change(\"x\", \"1\");addUnique(\"a\\q\");",
                "change(\"x\", \"1\");addUnique(\"a\\u00\");",
                "change(\"x\", \"1\");addUnique();",
                "change(\"x\", \"1\");addUnique(\"a\", \"b\").explode();",
                "change(\"x\", \"1\");explode(\"a\");",
                "change(\"x\", \"1\");addForeignKey(\"a\", \"b\");",
                "change(\"x\", \"1\");addForeignKey(\"a\", \"b\").named(\"k\").references(\"c\");",
                "change(\"x\", \"1\");addForeignKey(\"a\", \"b\").references();",
                "change(\"x\", \"1\");addForeignKey(\"a\").references(\"c\");",
                "change(\"x\", \"1\");addForeignKey(\"a\", \"b\").references(\"c\").onDelete();",
                "change(\"x\", \"1\");addForeignKey(\"a\", \"b\").references(\"c\").onDelete(\"vanish\");",
                "change(\"x\", \"1\");addForeignKey(\"a\", \"b\").references(\"c\").onOrphans();",
                "change(\"x\", \"1\");addForeignKey(\"a\", \"b\").references(\"c\").onOrphans(\"delete\");",
                "change(\"x\", \"1\");addForeignKey(\"a\", \"b\").references(\"c\").onOrphans(delete(\"x\"));",
                "change(\"x\", \"1\");addForeignKey(\"a\", \"b\").references(\"c\").references(\"d\");",
                "change(\"x\", \"1\");addForeignKeyConstraint(\"a\", \"b\");",
                "change(\"x\", \"1\");moveOrphans(\"a\", \"b\").references(\"c\");",
                "change(\"x\", \"1\");pruneOrphans().onOrphans(refuse());",
                "change(\"x\", \"1\");pruneOrphans(\"a\").explode();",
                "change(\"x\", \"1\");addCheck(\"a\", \"b\");",
                "change(\"x\", \"1\");dropCheck(\"a\");",
                "change(\"x\", \"1\");dropForeignKey(\"a\");",
                "change(\"x\");",
                "change"
            })
    void isNotReadFromWhatIsNoChange(String text) {
        assertThatThrownBy(() -> Change.parse(text)).isInstanceOf(InvalidChangeException.class);
    }

    @Test
    void refusesOperationsThatCancelEachOther() {
        assertCancels(addUnique("t", "a"), dropUnique("t", "a"));
        assertCancels(addUnique("t", "a").asIndex(), dropIndex("t", "uq_t_a"));
        assertCancels(
                addUnique("t", "a").replacingIndex("ix"), createIndex("t", "a").named("ix"));
        assertCancels(createIndex("t", "a"), dropIndex("t", "ix_t_a"));
        assertCancels(addColumn("t", "a", "text"), dropColumn("t", "a"));
        assertCancels(setNotNull("t", "a"), dropNotNull("t", "a"));
        assertCancels(addForeignKey("t", "a").references("u"), dropForeignKey("t", "a"));
        assertCancels(
                addForeignKey("t", "a", "b").references("u"),
                dropForeignKey("t", "b", "a").named("fk_t_a_b"));
        assertCancels(addCheck("t", "ck", "a > 0"), dropCheck("t", "ck"));
    }

    private static void assertCancels(Operation one, Operation other) {
        assertThatThrownBy(() -> Change.of("there", one, other)).isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> Change.of("back", other, one)).isInstanceOf(InvalidChangeException.class);
    }

    @Test
    void acceptsOperationsThatOnlyLookAlike() {
        assertThat(Change.of("x", addUnique("t", "a"), dropUnique("t", "b"), dropUnique("u", "a"))
                        .operations())
                .hasSize(3);
        assertThat(Change.of(
                                "x",
                                addForeignKey("t", "a").references("u"),
                                dropForeignKey("t", "a").named("fk_old"),
                                dropForeignKey("u", "a"),
                                addCheck("t", "ck", "a > 0"),
                                dropCheck("u", "ck"))
                        .operations())
                .hasSize(5);
        assertThat(Change.of("x", addColumn("t", "a", "text"), dropColumn("t", "b"))
                        .operations())
                .hasSize(2);
    }

    @Test
    void refusesToBeEmptyOrNameless() {
        assertThatThrownBy(() -> Change.of("nothing")).isInstanceOf(InvalidChangeException.class);
        assertThatThrownBy(() -> Change.of(" ", setNotNull("t", "a"))).isInstanceOf(InvalidChangeException.class);
    }
}
