package dev.intact.postgres;

import java.sql.Connection;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderKeywordCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.conf.StatementType;
import org.jooq.impl.DSL;

/** jOOQ as every query and statement here uses it. */
final class Database {
    private Database() {}

    /** {@return jOOQ on a connection: names quoted, values inlined, nothing prepared, nothing logged} */
    static DSLContext on(Connection connection) {
        return DSL.using(connection, SQLDialect.POSTGRES, settings());
    }

    /** {@return jOOQ without a connection, to write statements} */
    static DSLContext writing() {
        return DSL.using(SQLDialect.POSTGRES, settings());
    }

    /** Prepared statements would outlive a change of the tables that they read: "cached plan must not change result type". */
    private static Settings settings() {
        return new Settings()
                .withRenderQuotedNames(RenderQuotedNames.ALWAYS)
                .withRenderKeywordCase(RenderKeywordCase.LOWER)
                .withStatementType(StatementType.STATIC_STATEMENT)
                .withFetchWarnings(false)
                .withExecuteLogging(false);
    }
}
