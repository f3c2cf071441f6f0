package dev.intact.harness;

/** What new databases are made by. A value: equal ones make the same. */
sealed interface Engine {
    /**
     * {@return a new empty database}
     *
     * @throws IllegalStateException if there is none to be had; the message says why
     */
    Original create();

    /** {@return whether to copy an empty one takes less time than to create one} */
    default boolean copiesEmptyOnes() {
        return false;
    }

    record SqliteInMemory() implements Engine {
        @Override
        public Original create() {
            return SqliteDatabase.inMemory();
        }

        @Override
        public String toString() {
            return "SQLite in memory";
        }
    }

    record SqliteInFile() implements Engine {
        @Override
        public Original create() {
            return SqliteDatabase.inFile();
        }

        @Override
        public String toString() {
            return "SQLite file";
        }
    }

    /** Started by this JVM. */
    record PostgresOfVersion(int majorVersion) implements Engine {
        @Override
        public Original create() {
            return PostgresServer.of(this).newDatabase();
        }

        @Override
        public boolean copiesEmptyOnes() {
            return true;
        }

        @Override
        public String toString() {
            return "PostgreSQL " + majorVersion;
        }
    }

    /** Somebody else's server. */
    record PostgresAt(String url) implements Engine {
        @Override
        public Original create() {
            return PostgresServer.of(this).newDatabase();
        }

        @Override
        public boolean copiesEmptyOnes() {
            return true;
        }

        // The URL may hold a password.
        @Override
        public String toString() {
            return "PostgreSQL elsewhere";
        }
    }
}
