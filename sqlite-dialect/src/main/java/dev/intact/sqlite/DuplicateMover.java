package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Table;
import dev.intact.check.Orphans;
import dev.intact.check.Ranking;
import dev.intact.check.ReferencedGoers;
import dev.intact.check.Relation;
import dev.intact.check.UnkeyedDuplicates;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.MoveDuplicates;
import dev.intact.operation.Quarantine;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** How all but one of equal rows go: copied, proved to be there, and only then deleted. */
final class DuplicateMover {
    private static final String GOERS = "goers";

    private final StageDraft draft;
    private final MoveDuplicates operation;
    private final Catalog before;
    private final Table table;
    private final Table quarantine;
    private final Ranking ranking;

    private DuplicateMover(StageDraft draft, MoveDuplicates operation) {
        this.draft = draft;
        this.operation = operation;
        this.before = draft.before();
        this.table = draft.table();
        this.quarantine = draft.after().table(Quarantine.of(table.name()));
        this.ranking = operation.ranking(before);
    }

    static Stage stage(StageDraft draft, MoveDuplicates operation) {
        return new DuplicateMover(draft, operation).stage();
    }

    private Stage stage() {
        refuseWhatCannotBeTold();
        var keeping = new QuarantineSteps(draft, table, quarantine);
        keeping.make();
        for (var reference : before.referencesTo(table.name())) {
            if (operation.repoint()) {
                draft.workplace()
                        .requireForeignKeys(
                                "pointing %s at the rows that stay".formatted(reference.from()),
                                "what points at these rows in turn may have to follow",
                                "do it in a change of its own, before this one");
                draft.run(repointing(reference), "point at the row that stays");
            }
        }
        for (var reference : before.referencesTo(table.name())) {
            draft.prove(new ReferencedGoers(ranking, reference), "nothing points at a row that goes");
        }
        if (!keyColumns().stream().allMatch(column -> table.column(column).notNull())) {
            draft.prove(new UnkeyedDuplicates(ranking), "every row that goes can be told by its key");
        }
        keeping.keep(ranking, operation.reason());
        keeping.warnOfTriggers("deleted");
        return draft.run(deletion(), "delete the rows that are kept elsewhere")
                .warnOfLength()
                .in(Phase.EXPAND);
    }

    private List<String> keyColumns() {
        var key = table.primaryKey();
        return key == null ? List.of() : key.columns();
    }

    private void refuseWhatCannotBeTold() {
        if (PropertyReader.isKeyCollatedOtherwise(table)) {
            throw unsupported("the primary key compares its columns otherwise than they are compared by themselves");
        }
    }

    private UnsupportedChangeException unsupported(String reason) {
        return new UnsupportedChangeException(
                "moving equal rows of " + table.name(), reason, "move or fix the rows by hand");
    }

    /**
     * UPDATE FROM makes its list of rows before it changes the first, so a table that references itself can be told by
     * what it was.
     */
    private Query repointing(Catalog.Reference reference) {
        var child = reference.from();
        var referenced = reference.referencedColumns(before);
        var columns = reference.key().columns();
        ReferenceRules.checkTypes(before, new Orphans(child, columns, table.name(), referenced, false));
        var assignments = new ArrayList<QueryPart>();
        var matching = ranking.isReferenced(before, reference, GOERS);
        for (int i = 0; i < referenced.size(); i++) {
            assignments.add(DSL.sql(
                    "{0} = {1}", DSL.name(columns.get(i)), Relation.field(GOERS, Ranking.KEEPER + referenced.get(i))));
            matching = matching.and(
                    Relation.field(GOERS, Ranking.KEEPER + referenced.get(i)).isNotNull());
        }
        return DSL.query(
                "update {0} set {1} from ({2}) as {3} where {4}",
                Relation.name(child),
                DSL.list(assignments),
                ranking.goers(before, referenced, referenced),
                DSL.name(GOERS),
                matching);
    }

    /** In one list: looked for row by row, the next of equal rows would come first once one is gone. */
    private Query deletion() {
        var key = keyColumns();
        return DSL.query(
                "delete from {0} where ({1}) in ({2})",
                Relation.name(table.name()), DSL.list(Relation.fields(key)), ranking.goers(before, key, List.of()));
    }
}
