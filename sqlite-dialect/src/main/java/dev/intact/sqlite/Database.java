package dev.intact.sqlite;

import java.sql.Connection;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.SQLDialect;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.conf.RenderKeywordCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.conf.StatementType;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/** jOOQ as every query and statement here uses it. */
final class Database {
    private Database() {}

    /** {@return jOOQ on a connection: names quoted, values inlined, nothing prepared, nothing logged} */
    static DSLContext on(Connection connection, StatementTimer timer) {
        var configuration = new DefaultConfiguration();
        configuration.set(connection);
        configuration.set(SQLDialect.SQLITE);
        configuration.set(settings());
        configuration.set(timer.listener(), new DynamicTypes());
        configuration.set(VisitListener.onVisitStart(Database::quote));
        return DSL.using(configuration);
    }

    /** jOOQ leaves the quotes out on SQLite where it knows no keyword in a name, but does not know {@code returning}. */
    private static void quote(VisitContext context) {
        if (context.queryPart() instanceof Name name
                && name.quoted() != Name.Quoted.SYSTEM
                && !name.empty()
                && !name.qualified()) {
            context.queryPart(DSL.raw(Identifiers.quote(String.valueOf(name.last()))));
        }
    }

    /** An open prepared statement would keep tables from being dropped: "database table is locked". */
    private static Settings settings() {
        return new Settings()
                .withRenderQuotedNames(RenderQuotedNames.ALWAYS)
                .withRenderKeywordCase(RenderKeywordCase.LOWER)
                .withStatementType(StatementType.STATIC_STATEMENT)
                .withFetchWarnings(false)
                .withExecuteLogging(false);
    }
}
