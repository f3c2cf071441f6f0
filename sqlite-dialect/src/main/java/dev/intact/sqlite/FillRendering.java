package dev.intact.sqlite;

import dev.intact.check.Relation;
import dev.intact.operation.FillColumn;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.List;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** How a column gets values: by one update. */
final class FillRendering {
    /** The way out where a trigger fires for rows that are filled. */
    static final String WITHOUT_TRIGGER = "drop the trigger, and make it again afterwards";

    private FillRendering() {}

    static Stage of(StageDraft draft, FillColumn operation) {
        warnOfTriggers(draft, List.of(operation.column()));
        Field<Object> column = Relation.field(operation.column());
        var value = Relation.field(operation.value());
        draft.run(
                DSL.query(
                        "update {0} set {1} = {2} where {3}",
                        Relation.name(draft.table().name()),
                        DSL.name(operation.column()),
                        value,
                        column.isNull().and(value.isNotNull())),
                "fill the column");
        return draft.warnOfLength().in(Phase.EXPAND);
    }

    /** What fires when these columns of each row are written. */
    static void warnOfTriggers(StageDraft draft, List<String> written) {
        draft.triggersOnUpdateOf(written).forEach(trigger -> {
            draft.workplace()
                    .requireForeignKeys(
                            "filling columns of " + draft.table().name(),
                            "what the %s does may need them".formatted(trigger),
                            WITHOUT_TRIGGER);
            draft.warn("every row is updated, for which the %s may fire".formatted(trigger));
        });
    }
}
