import org.jspecify.annotations.NullMarked;

/** The SQLite dialect of Intact. There is nothing in it to call: having it on the module path is enough. */
@NullMarked
module dev.intact.sqlite {
    requires dev.intact;
    requires static jakarta.xml.bind;
    requires java.sql;
    requires org.jooq;
    requires static org.jspecify;
    requires org.slf4j;

    provides dev.intact.dialect.Dialect with
            dev.intact.sqlite.SqliteDialect;
}
