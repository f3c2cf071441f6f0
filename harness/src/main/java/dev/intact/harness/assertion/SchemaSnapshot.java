package dev.intact.harness.assertion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that a schema is held to. */
record SchemaSnapshot(Path file) {
    /** The system property that has every snapshot written anew. */
    static final String UPDATE = "intact.snapshots.update";

    boolean isToBeWritten() {
        return Boolean.getBoolean(UPDATE);
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** A checkout may have changed how lines end. */
    String read() {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the snapshot " + file, e);
        }
    }

    void write(String text) {
        try {
            var directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the snapshot " + file, e);
        }
    }
}
