package dev.intact.operation;

import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.createIndex;
import static dev.intact.Operations.desc;
import static dev.intact.Operations.dropColumn;
import static dev.intact.Operations.dropIndex;
import static dev.intact.Operations.dropNotNull;
import static dev.intact.Operations.dropUnique;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.keepLast;
import static dev.intact.Operations.setNotNull;
import static dev.intact.Operations.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.catalog.Expression;
import dev.intact.catalog.IndexTerm;
import dev.intact.error.InvalidChangeException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    /** Histories keep checksums of this text: it may never change within a format. */
    @Test
    void hasATextThatStaysAsItIs() {
        assertThat(EVERYTHING.text()).isEqualTo("""
                        change("everything", "1");
                        addUnique("tasks", "external_id").named("uq").replacingIndex("ix").deferrable();
                        addUnique(table("app", "tasks"), "project_id").onExpression("lower(title)").asIndex().where("status in ('a', 'b')").nullsNotDistinct().onDuplicates(keepLast(asc("created_at"), desc("id"))).repointReferences();
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
        var change = Change.of(
                name,
                addUnique(table(column, table), column).named(name).where(expression),
                createIndex(table).with(IndexTerm.expression(Expression.of(expression))));
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
