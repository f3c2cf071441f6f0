package dev.intact.check;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.TableName;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Name;
import org.jooq.impl.DSL;

/**
 * Rows that point at nothing.
 *
 * @param orphans the rule that they break
 * @param withThoseBelow whether they go: then, in a table that references itself, so do those that point at one of these
 */
public record OrphanRows(Orphans orphans, boolean withThoseBelow) implements Departing {
    private static final Name GONE = DSL.name("intact_gone");

    @Override
    public TableName table() {
        return orphans.table();
    }

    @Override
    public String reason() {
        return orphans.rule();
    }

    @Override
    public Condition condition(Catalog catalog) {
        return isTree() ? orphans.condition(catalog).or(belowAnOrphan(catalog)) : orphans.condition(catalog);
    }

    @Override
    public Condition opposite(Catalog catalog) {
        return isTree() ? orphans.opposite(catalog).and(DSL.not(belowAnOrphan(catalog))) : orphans.opposite(catalog);
    }

    private boolean isTree() {
        return withThoseBelow && orphans.referenced().equals(table());
    }

    /** A tree of rows goes from the orphan downwards; UNION, so that a circle comes to an end. */
    private Condition belowAnOrphan(Catalog catalog) {
        var referenced = orphans.referencedColumns();
        var columns = orphans.columns();
        var matching = Matching.of(catalog, table(), referenced, table(), columns);
        var first = DSL.select(Relation.fields(referenced))
                .from(Relation.rows(catalog, catalog.table(table())))
                .where(orphans.condition(catalog));
        var next = DSL.select(Matching.fields("intact_child", referenced))
                .from(Relation.rows(catalog, catalog.table(table())).as(DSL.name("intact_child")))
                .join(DSL.table(GONE))
                .on(matching.matches(GONE.last(), "intact_child"));
        return matching.isGathered(DSL.sql(
                "with recursive {0} ({1}) as ({2} union {3}) select {1} from {0}",
                GONE, DSL.list(names(referenced)), first, next));
    }

    private static List<Name> names(List<String> columns) {
        return columns.stream().map(DSL::name).toList();
    }
}
