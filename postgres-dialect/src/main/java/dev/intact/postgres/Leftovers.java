package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Index;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.plan.Lock;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;

/**
 * What a stage that failed outside a transaction leaves behind: of an index build an invalid index, which may even be
 * enforced; of a look for NULL a CHECK that new rows would be held to; of a proof what notes which rows are written to.
 */
final class Leftovers {
    private Leftovers() {}

    /**
     * {@return the statements that drop the invalid indexes that were not there before and that nobody is building} A CHECK
     * stays for another attempt: the stage that looks through the rows has not made it.
     */
    static List<Step> of(DSLContext database, Catalog before, Catalog now, boolean again) {
        var steps = new ArrayList<Step>();
        for (var table : now.tables().values()) {
            if (table.kind() == Table.Kind.ORDINARY) {
                var known = before.find(table.name()).map(Table::indexes).orElse(List.of());
                table.indexes().stream()
                        .filter(index -> index.state() != Index.State.VALID && !known.contains(index))
                        .forEach(index -> steps.add(drop(table.name(), String.valueOf(index.name()))));
            }
        }
        if (!again) {
            now.tables().values().forEach(table -> steps.addAll(ProvingCheck.leftovers(now, table)));
            steps.addAll(Touched.leftovers(database, now.tables().keySet()));
        }
        if (!steps.isEmpty()) {
            var building = building(database);
            steps.removeIf(step -> building.contains(step.sql()));
        }
        return steps;
    }

    private static Step drop(TableName table, String index) {
        return new Step.Statement(
                Ddl.dropIndex(table.sibling(index), true),
                "drop what the failed build of " + index + " has left",
                List.of(new Lock(Lock.Mode.SHARE_UPDATE_EXCLUSIVE, table)),
                Step.Patience.UNLIMITED);
    }

    /** Somebody else's build looks the same until it is done. */
    private static Set<String> building(DSLContext database) {
        return new HashSet<>(database.fetch("""
            select n.nspname::text, c.relname::text
            from pg_catalog.pg_stat_progress_create_index p
            join pg_catalog.pg_class c on c.oid = p.index_relid
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where p.pid <> pg_backend_pid()
            """)
                .map(row -> Ddl.dropIndex(new TableName(row.get(0, String.class), row.get(1, String.class)), true)));
    }
}
