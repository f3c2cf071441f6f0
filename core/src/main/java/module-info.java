import dev.intact.dialect.Dialect;

/** Changes keys and constraints of live databases without losing a row. */
// Flyway's names are those of its files.
@SuppressWarnings("requires-automatic")
module dev.intact {
    requires transitive java.sql;
    requires transitive org.jooq;
    requires static transitive org.jspecify;
    requires org.slf4j;

    // For dev.intact.flyway alone.
    requires static flyway.core;
    requires static flyway.database.postgresql;

    exports dev.intact;
    exports dev.intact.catalog;
    exports dev.intact.check;
    exports dev.intact.dialect;
    exports dev.intact.error;
    exports dev.intact.flyway;
    exports dev.intact.operation;
    exports dev.intact.plan;

    uses Dialect;
}
