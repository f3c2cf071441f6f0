package dev.intact.harness;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A server that is there, and stays. This JVM's databases bear its mark, and so does one session as long as it lives:
 * where there are databases of a mark and no such session, a JVM was killed, and the next one tidies up.
 */
final class PostgresElsewhere implements PostgresPlace {
    private static final String MARKS = "intact_test_";
    private static final Pattern MARKED = Pattern.compile(MARKS + "[0-9a-f]{8}_[0-9]+");
    private static final String KEPT = "intact_kept_";

    private final String url;
    private final String mark = MARKS + UUID.randomUUID().toString().substring(0, 8);
    private final Connection alive;

    private PostgresElsewhere(String url) throws SQLException {
        this.url = url;
        var marked = new PGSimpleDataSource();
        marked.setUrl(url);
        marked.setApplicationName(mark);
        alive = marked.getConnection();
        PostgresMaintenance.stay(alive);
    }

    static PostgresElsewhere at(String url) {
        try {
            var place = new PostgresElsewhere(url);
            place.dropWhatTheDeadLeft();
            return place;
        } catch (SQLException | DataAccessException e) {
            throw new IllegalStateException("the PostgreSQL server lets nobody in: " + e.getMessage(), e);
        }
    }

    private void dropWhatTheDeadLeft() {
        var sql = DSL.using(alive, SQLDialect.POSTGRES);
        // In this order: who lives comes before its databases.
        var marked = marked(sql);
        var living = sql.select(field(name("application_name"), String.class))
                .from(table(name("pg_stat_activity")))
                .fetchSet(0, String.class);
        drop(sql, marked, database -> !living.contains(database.substring(0, database.lastIndexOf('_'))));
    }

    private static List<String> marked(DSLContext sql) {
        var datname = field(name("datname"), String.class);
        return sql.select(datname)
                .from(table(name("pg_database")))
                .where(datname.startsWith(MARKS))
                .fetch(datname);
    }

    private static void drop(DSLContext sql, List<String> marked, Predicate<String> which) {
        for (var database :
                marked.stream().filter(MARKED.asMatchPredicate()).filter(which).toList()) {
            try {
                sql.execute("drop database if exists {0} with (force)", name(database));
            } catch (DataAccessException e) {
                // Somebody else's, or just being dropped by somebody else.
            }
        }
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public String prefix() {
        return mark + "_";
    }

    /** Under a name that nobody drops. */
    @Override
    public String keep(DSLContext sql, String database) {
        var kept = database.replace(MARKS, KEPT);
        sql.execute("alter database {0} rename to {1}", name(database), name(kept));
        return new PostgresConnections(url, kept).getUrl();
    }

    @Override
    public void end() {
        try (alive) {
            var sql = DSL.using(alive, SQLDialect.POSTGRES);
            drop(sql, marked(sql), database -> database.startsWith(prefix()));
        } catch (SQLException | DataAccessException e) {
            // The next JVM tries again.
        }
    }
}
