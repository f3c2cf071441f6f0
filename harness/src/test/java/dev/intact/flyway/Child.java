package dev.intact.flyway;

import dev.intact.harness.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;

/** An {@link Instance} in a process of its own. */
record Child(ChildJvm process) implements AutoCloseable {
    static Child begin() {
        try {
            return new Child(ChildJvm.start(Instance.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start(Start start) {
        startAndHangAt(0, start);
    }

    void startAndHangAt(int step, Start start) {
        try {
            process.tell(String.join(
                    " ",
                    String.valueOf(step),
                    start.database().url(),
                    start.files().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String answer() {
        try {
            return String.valueOf(process.line());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL: nothing of it runs any more, nothing is tidied up. */
    void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
