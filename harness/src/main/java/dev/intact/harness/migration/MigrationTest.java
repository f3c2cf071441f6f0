package dev.intact.harness.migration;

import dev.intact.Intact;
import dev.intact.harness.Database;
import dev.intact.harness.DatabaseSource;
import dev.intact.harness.Migration;
import dev.intact.harness.TableRows;
import dev.intact.operation.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Tests a change, or a version of one's Flyway history, by what there is before and after:
 *
 * <pre>{@code
 * MigrationTest.on(TestDatabases.sqlite())
 *         .given("create table task (id integer primary key, title text)", "insert into task values (1, 'a')")
 *         .when(change)
 *         .thenSame("select id, title from task order by id")
 *         .thenReversible();
 * }</pre>
 *
 * <p>Immutable. Each {@code then} has a fresh database of its own, and is done when it returns. What is given is done once
 * and copied: an {@link IllegalStateException} says that it failed.
 */
public final class MigrationTest {
    private final DatabaseSource source;
    private final UnaryOperator<Intact> way;

    private MigrationTest(DatabaseSource source, UnaryOperator<Intact> way) {
        this.source = source;
        this.way = way;
    }

    /** {@return the beginning of a test, on fresh databases of that kind} */
    public static MigrationTest on(DatabaseSource source) {
        return new MigrationTest(source, UnaryOperator.identity());
    }

    /** {@return this, beginning with that SQL, each text one statement or several} What was given before is kept. */
    public MigrationTest given(String... scripts) {
        return new MigrationTest(source.migratedBy(scripts), way);
    }

    /** {@return this, beginning with that, such as {@link TableRows}} What was given before is kept. */
    public MigrationTest given(Migration migration) {
        return new MigrationTest(source.migratedBy(migration), way);
    }

    /** {@return this, running changes in that way: {@code Intact::online}} Of a Flyway history, its own settings count. */
    public MigrationTest running(UnaryOperator<Intact> other) {
        return new MigrationTest(source, other);
    }

    /** {@return what becomes of it when that change is applied} */
    public ChangeOutcome when(Change change) {
        return new ChangeOutcome(this, change, way);
    }

    /**
     * {@return the beginning of a test of the next version, with a database migrated to that one}
     *
     * @param flyway the history; its data source does not matter
     * @param version such as {@code 13}
     */
    public FlywayMigrationTest migratedTo(Configuration flyway, String version) {
        var history = new FlywayHistory(flyway);
        return new FlywayMigrationTest(new MigrationTest(source.migratedBy(history.upTo(version)), way), history);
    }

    /**
     * {@return a row to compare with, its whole numbers as a query gives them}
     *
     * @param values null for NULL
     */
    public static List<@Nullable Object> row(@Nullable Object... values) {
        var row = new ArrayList<@Nullable Object>(Arrays.asList(values));
        row.replaceAll(value -> value instanceof Integer number ? (Long) number.longValue() : value);
        return Collections.unmodifiableList(row);
    }

    /** A database as it is given. */
    Database open() {
        return source.open();
    }
}
