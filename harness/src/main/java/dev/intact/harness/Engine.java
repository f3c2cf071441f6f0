package dev.intact.harness;

/** What new databases are made by. A value: equal ones make the same. */
sealed interface Engine {
    /** {@return a new empty database} */
    Database create();

    record SqliteInMemory() implements Engine {
        @Override
        public Database create() {
            return SqliteDatabase.inMemory();
        }
    }

    record SqliteInFile() implements Engine {
        @Override
        public Database create() {
            return SqliteDatabase.inFile();
        }
    }

    record Postgres(int majorVersion) implements Engine {
        @Override
        public Database create() {
            return PostgresServer.ofVersion(majorVersion).newDatabase();
        }
    }
}
