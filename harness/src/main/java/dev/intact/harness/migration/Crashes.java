package dev.intact.harness.migration;

import dev.intact.operation.Change;

/**
 * What a change has survived.
 *
 * @param change the change
 * @param database what it ran on, such as "PostgreSQL 18"
 * @param statements how many statements a run has that nothing disturbs
 * @param points at how many points it died
 */
public record Crashes(Change change, String database, int statements, int points) {
    @Override
    public String toString() {
        return "%s: %s died at %d points of %d statements, and was finished each time"
                .formatted(database, change.name(), points, statements);
    }
}
