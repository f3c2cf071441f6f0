package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.ForeignKey.Action;
import dev.intact.catalog.LeadingIndex;
import dev.intact.check.Orphans;
import dev.intact.check.Relation;
import dev.intact.operation.AddForeignKeyConstraint;
import dev.intact.operation.DropForeignKey;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.sql.SQLException;
import java.util.List;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** Foreign keys: ALTER TABLE can drop a named one in newer builds, and can add none to columns that are there. */
final class ForeignKeyRendering {
    private static final QueryPart NOTHING = DSL.raw("");

    private ForeignKeyRendering() {}

    static Stage add(StageDraft draft, AddForeignKeyConstraint operation) {
        var before = draft.before();
        var key = operation.promised(before);
        var orphans = Orphans.of(draft.table().name(), key);
        ReferenceRules.check(before, orphans);
        var definition = operation
                .present(before)
                .map(old -> without(draft.definition(), old))
                .orElseGet(draft::definition);
        draft.warn(
                "SQLite holds to foreign keys only on connections with PRAGMA foreign_keys=ON, which is off unless set;"
                        + " Intact.enforcesForeignKeys() tells");
        draft.prove(dangling(before, orphans), List.of(orphans), "every reference points at a row");
        TableEdit.of(draft, DefinitionEdit.withConstraint(definition, clause(draft, key)), "add the foreign key");
        return draft.warnOfLength().in(Phase.EXPAND);
    }

    /**
     * What the rows hold that is in no referenced one: with indexes on both, each is gone through once, in order; without,
     * they would have to be sorted, and each reference is looked up. EXCEPT compares values as they are stored, by the
     * collation of the left side (<a href="https://sqlite.org/lang_select.html#compound">Compound SELECT</a>): {@link
     * ReferenceRules} has seen to it that the key compares them so too.
     */
    private static Query dangling(Catalog catalog, Orphans orphans) {
        if (!LeadingIndex.isIn(catalog.table(orphans.table()), orphans.columns())) {
            return orphans.violations(catalog);
        }
        var columns = Relation.fields(orphans.columns());
        return DSL.select(columns)
                .from(Relation.rows(catalog, catalog.table(orphans.table())))
                .where(columns.stream().map(Field::isNotNull).toList())
                .except(DSL.select(Relation.fields(orphans.referencedColumns()))
                        .from(Relation.rows(catalog, catalog.table(orphans.referenced()))));
    }

    static String clause(StageDraft draft, ForeignKey key) {
        return draft.statements()
                .text(DSL.query(
                        "{0}foreign key ({1}) references {2} ({3}){4}{5}{6}",
                        key.name() == null ? NOTHING : DSL.sql("constraint {0} ", DSL.name(key.name())),
                        names(key.columns()),
                        DSL.name(key.referenced().name()),
                        names(key.referencedColumns()),
                        action("delete", key.onDelete()),
                        action("update", key.onUpdate()),
                        deferral(key.deferral())));
    }

    private static QueryPart names(List<String> names) {
        return DSL.list(names.stream().map(DSL::name).toList());
    }

    private static QueryPart action(String event, Action action) {
        return action == Action.NO_ACTION ? NOTHING : DSL.sql("{0}", DSL.raw(" on " + event + " " + action));
    }

    private static QueryPart deferral(Deferral deferral) {
        return switch (deferral) {
            case NOT_DEFERRABLE -> NOTHING;
            case DEFERRABLE -> DSL.raw(" deferrable initially immediate");
            case INITIALLY_DEFERRED -> DSL.raw(" deferrable initially deferred");
        };
    }

    static Stage drop(StageDraft draft, DropForeignKey operation) {
        var key = operation.key(draft.table()).orElseThrow();
        var name = key.name();
        if (name != null && canDropConstraints(draft, List.of(name))) {
            return draft.alter(table -> dropping(table, name), "drop the foreign key")
                    .in(Phase.EXPAND);
        }
        return TableEdit.of(draft, without(draft.definition(), key), "drop the foreign key")
                .in(Phase.EXPAND);
    }

    static Query dropping(Name table, String constraint) {
        return DSL.query("alter table {0} drop constraint {1}", table, DSL.name(constraint));
    }

    /** Tried out: 3.54.1 knows how, but stumbles over SET DEFAULT. */
    static boolean canDropConstraints(StageDraft draft, List<String> names) {
        return Scratch.of(draft.statements(), scratch -> {
            var definition = draft.definition();
            scratch.make(definition);
            try {
                for (var name : names) {
                    draft.statements().run(dropping(scratch.name(definition.name()), name));
                }
                return scratch.definition(definition.name()).allConstraints().count() + names.size()
                        == definition.allConstraints().count();
            } catch (SQLException e) {
                return false;
            }
        });
    }

    private static CreateTable without(CreateTable definition, ForeignKey key) {
        return DefinitionEdit.without(
                definition,
                definition.foreignKeys().stream()
                        .filter(clause -> isThat(clause, key))
                        .limit(1)
                        .toList());
    }

    private static boolean isThat(ConstraintClause.ForeignKey clause, ForeignKey key) {
        return String.valueOf(clause.name()).equals(String.valueOf(key.name()))
                && Identifiers.same(clause.referenced(), key.referenced().name())
                && clause.columns().stream()
                        .map(Identifiers::fold)
                        .toList()
                        .equals(key.columns().stream().map(Identifiers::fold).toList())
                && clause.onDelete() == key.onDelete()
                && clause.onUpdate() == key.onUpdate()
                && clause.deferral() == key.deferral();
    }
}
