package dev.intact.harness.migration;

import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.Fact;
import dev.intact.harness.LineDifference;
import dev.intact.operation.Quarantine;
import dev.intact.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * What a migration must leave as it is: every table and column, the number of rows, what is in them, and that references
 * point at rows. Captured before it, asserted after it:
 *
 * <pre>{@code
 * var invariants = Invariants.of(dataSource).allowing(intact.plan(change));
 * intact.apply(change);
 * invariants.assertHold();
 * }</pre>
 *
 * <p>Immutable. All rows are held in memory.
 */
public final class Invariants {
    private final DataSource dataSource;
    private final Contents before;
    private final Allowed allowed;

    private Invariants(DataSource dataSource, Contents before, Allowed allowed) {
        this.dataSource = dataSource;
        this.before = before;
        this.allowed = allowed;
    }

    /** {@return what that database holds now} Nothing of it may change, unless it is allowed. */
    public static Invariants of(DataSource dataSource) {
        return new Invariants(dataSource, Contents.read(dataSource), Allowed.NOTHING);
    }

    /**
     * {@return this, allowing what that plan says, and no more} Tables and columns that it drops may go; columns whose values
     * it says anew may have others; rows that it takes away must be in their quarantine tables.
     */
    public Invariants allowing(Plan plan) {
        return new Invariants(dataSource, before, allowed.plus(Allowed.by(plan)));
    }

    /** {@return this, allowing everything to become of that table} */
    public Invariants allowing(String table) {
        return new Invariants(dataSource, before, allowed.plusTable(exact(table)));
    }

    /** {@return this, allowing that column of the table to go, or to have other values} */
    public Invariants allowing(String table, String column) {
        return new Invariants(dataSource, before, allowed.plusColumn(exact(table), column));
    }

    private TableName exact(String table) {
        return before.catalog().table(TableName.of(table)).name();
    }

    /**
     * Reads the database again.
     *
     * @throws AssertionError if something is not as it was; all of it is listed
     */
    public void assertHold() {
        var after = Contents.read(dataSource);
        var broken = new ArrayList<Fact>();
        for (var table : before.catalog().tables().values()) {
            if (!allowed.tables().contains(table.name())) {
                broken.addAll(broken(table, after));
            }
        }
        broken.addAll(after.orphansSince(before));
        if (!broken.isEmpty()) {
            throw Failure.of("what should have stayed did not", broken, null);
        }
    }

    private List<Fact> broken(Table table, Contents after) {
        var name = table.name();
        if (after.catalog().find(name).isEmpty()) {
            return List.of(Fact.of(name.toString(), "the table is gone"));
        }
        var kept = table.columnNames().stream()
                .filter(column -> !allowed.columns().contains(new Allowed.Column(name, column)))
                .toList();
        var gone = new ArrayList<>(kept);
        gone.removeAll(after.catalog().table(name).columnNames());
        if (!gone.isEmpty()) {
            return List.of(Fact.of(name.toString(), "columns are gone: " + String.join(", ", gone)));
        }
        var difference = allowed.quarantined().contains(name)
                ? lost(name, kept, after)
                : LineDifference.between(before.rows(name, kept), after.rows(name, kept));
        return difference.isEmpty() ? List.of() : List.of(new Fact(name.toString(), difference));
    }

    /** Rows that are neither in the table any more nor in quarantine, and rows that nobody knows. */
    private List<String> lost(TableName table, List<String> columns, Contents after) {
        var quarantine = Quarantine.of(table);
        var known = before.rows(table, columns);
        var there = after.rows(table, columns);
        var wherever = new ArrayList<>(there);
        wherever.addAll(after.rows(quarantine, columns));
        var once = new ArrayList<>(known);
        once.addAll(before.rows(quarantine, columns));
        var lines = new ArrayList<String>();
        minus(once, wherever).forEach(row -> lines.add("- " + row));
        minus(there, known).forEach(row -> lines.add("+ " + row));
        return lines;
    }

    private static List<String> minus(List<String> some, List<String> others) {
        var rest = new ArrayList<>(some);
        others.forEach(rest::remove);
        return rest;
    }
}
