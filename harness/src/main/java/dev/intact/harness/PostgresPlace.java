package dev.intact.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.jooq.DSLContext;

/** How a server is reached, and what becomes of what is left there. */
sealed interface PostgresPlace permits PostgresPlace.Started, PostgresElsewhere {
    /** {@return the JDBC URL of a database that is there, with a role that may make others} */
    String url();

    /** {@return what the names of this JVM's databases begin with} */
    String prefix();

    /** {@return the JDBC URL of a database, to which nobody is connected, that stays beyond the end of this JVM} */
    String keep(DSLContext sql, String database);

    /** Drops what is left, as this JVM ends. */
    void end();

    /** The server of this JVM, which ends with it, see {@link Scratch}. */
    record Started(EmbeddedPostgres process) implements PostgresPlace {
        private static final String SUPERUSER = "postgres";

        static Started ofVersion(int majorVersion) {
            return new Started(PostgresStart.ofVersion(majorVersion));
        }

        @Override
        public String url() {
            return process.getJdbcUrl(SUPERUSER, "postgres");
        }

        @Override
        public String prefix() {
            return "intact_";
        }

        @Override
        public String keep(DSLContext sql, String database) {
            Scratch.keep();
            return process.getJdbcUrl(SUPERUSER, database);
        }

        @Override
        public void end() {
            // The server goes, too.
        }

        /** Nobody wants this one. */
        void stop() {
            try {
                process.close();
            } catch (IOException e) {
                // It goes with this JVM.
            }
        }
    }
}
