package dev.intact.harness;

import dev.intact.operation.Change;
import java.util.ArrayList;
import java.util.List;

/**
 * Where tests get fresh databases from: a system, and how its databases are migrated before a test sees them. Immutable,
 * and made by {@link TestDatabases}.
 *
 * <pre>{@code
 * static final DatabaseSource DATABASES = TestDatabases.sqlite()
 *         .migratedBy("create table tasks (id integer primary key, external_id text)")
 *         .migratedBy(Change.of("external_id is unique", addUnique("tasks", "external_id")));
 * }</pre>
 *
 * <p>Migrations run in the order in which they are named, by whoever opens the first database, and again only where a dozen
 * other sources were used since. All databases are copies of the result, whichever equal source they are opened by. On
 * PostgreSQL a copy lacks what belongs to a database by its name, not to what is in it: settings of ALTER DATABASE and
 * privileges on the database.
 *
 * <p>Safe for use by several threads.
 */
public final class DatabaseSource {
    private final Engine engine;
    private final List<Migration> migrations;
    private final Template template;

    DatabaseSource(Engine engine, List<Migration> migrations) {
        this.engine = engine;
        this.migrations = List.copyOf(migrations);
        template = Template.of(engine, this.migrations);
    }

    /**
     * {@return a source whose databases have these changes too}
     *
     * @param changes applied in this order; they are known by their content
     */
    public DatabaseSource migratedBy(Change... changes) {
        return migratedBy(new Changes(List.of(changes)));
    }

    /**
     * {@return a source whose databases have run this SQL too}
     *
     * @param scripts each one statement or several, split by {@link Script}; they are known by their text
     */
    public DatabaseSource migratedBy(String... scripts) {
        return migratedBy(Migration.sql(scripts));
    }

    /**
     * {@return a source whose databases are migrated so, too}
     *
     * @param migration what to run, such as {@link FlywayMigration#flyway flyway(configuration)} or {@link TableRows}
     */
    public DatabaseSource migratedBy(Migration migration) {
        var all = new ArrayList<>(migrations);
        all.add(migration);
        return new DatabaseSource(engine, all);
    }

    /**
     * {@return a new database, independent of every other}
     *
     * @throws IllegalStateException if there is none to be had: a server that does not start, a migration that failed,
     *     and then for everybody; the message says why
     */
    public Database open() {
        return migrations.isEmpty() && !engine.copiesEmptyOnes() ? engine.create() : template.open();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DatabaseSource source && source.template == template;
    }

    @Override
    public int hashCode() {
        return template.hashCode();
    }

    /** {@return the system, such as "PostgreSQL 18": enough for the name of a test} */
    @Override
    public String toString() {
        return engine.toString();
    }
}
