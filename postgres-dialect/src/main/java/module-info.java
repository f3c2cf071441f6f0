import org.jspecify.annotations.NullMarked;

/** The PostgreSQL dialect of Intact. There is nothing in it to call: having it on the module path is enough. */
@NullMarked
@SuppressWarnings("requires-automatic") // The driver has a name of its own, in its manifest.
module dev.intact.postgres {
    requires dev.intact;
    requires static jakarta.xml.bind;
    requires java.sql;
    requires org.jooq;
    requires static org.checkerframework.checker.qual;
    requires static org.jspecify;
    requires static org.postgresql.jdbc;

    provides dev.intact.dialect.Dialect with
            dev.intact.postgres.PostgresDialect;
}
