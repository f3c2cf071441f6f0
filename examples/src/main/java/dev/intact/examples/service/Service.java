package dev.intact.examples.service;

import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sum;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.intact.flyway.IntactFlyway;
import java.io.IOException;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.tools.jdbc.JDBCUtils;

/** A service with HikariCP, Flyway and jOOQ: it migrates its database when it starts, and then answers a question. */
public final class Service implements AutoCloseable {
    private final HikariDataSource pool;
    private final SQLDialect dialect;
    private final Naming naming;

    private Service(HikariDataSource pool, SQLDialect dialect) {
        this.pool = pool;
        this.dialect = dialect;
        this.naming = dialect == SQLDialect.POSTGRES ? Naming.SCHEMAS : Naming.PREFIXES;
    }

    /** Starts the service on the database of a JDBC URL, prints what it answers, and stays until its input ends. */
    public static void main(String[] arguments) throws IOException {
        try (var service = start(arguments[0])) {
            System.out.println(service.answer());
            while (System.in.read() >= 0) {
                // Nobody writes.
            }
        }
    }

    static Service start(String url) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        var service = new Service(new HikariDataSource(config), JDBCUtils.dialect(url));
        service.migrate();
        return service;
    }

    private void migrate() {
        var flyway = IntactFlyway.configure(pool, new History(naming).migrations())
                .locations("classpath:db/service")
                .placeholders(naming.placeholders())
                .schemas(naming.schemas().toArray(String[]::new));
        IntactFlyway.migrate(flyway.load());
    }

    /** {@return how many workflows there are, and how often they have run in all} */
    String answer() {
        var runs = field(name("run_id"), SQLDataType.INTEGER);
        return DSL.using(pool, dialect)
                .select(count(), sum(runs))
                .from(DSL.table(naming.jooq("scheduler", "workflow")))
                .fetchSingle(row -> "%s workflows, %s runs".formatted(row.value1(), row.value2()));
    }

    @Override
    public void close() {
        pool.close();
    }
}
